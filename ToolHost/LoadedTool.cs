using System.Reflection;
using Sanctum.Identity;
using Sanctum.Plugins;
using Sanctum.Schemas;
using Sanctum.Tools;
using Sanctum.Tools.Isolation;

namespace Sanctum.ToolHost;

/// <summary>A tool made from its code, for one call.</summary>
internal sealed class LoadedTool(RegisteredTool tool, ToolProcessRequest request)
{
    private static readonly Assembly Own = typeof(LoadedTool).Assembly;

    /// <summary>
    /// Loads the code as the host loads that of plug-ins; a plug-in that the tool needs has its settings, but is not started.
    /// </summary>
    public static async Task<LoadedTool> Load(ToolProcessRequest request)
    {
        var (path, toolType, pluginType, settings) = request.Program;
        var assembly = path == Own.Location
            ? Own
            : new PluginLoadContext(Path.GetFileNameWithoutExtension(path), path).LoadMain();
        var plugin = pluginType is null ? null : (IPlugin)Create(assembly, pluginType, plugin: null);
        if (plugin is not null && settings is { } taken)
            await plugin.ApplySettingsAsync(taken, CancellationToken.None);
        return new LoadedTool(RegisteredTool.Create((ITool)Create(assembly, toolType, plugin), TypeSchema.NewJson()), request);
    }

    public Task<string> Run() =>
        tool.Invoke(
            request.Arguments, new ToolContext(GrainKey.Parse(request.Agent), request.SessionId, request.CallId),
            CancellationToken.None);

    private static object Create(Assembly assembly, string type, IPlugin? plugin)
    {
        var constructor = assembly.GetType(type, throwOnError: true)!.GetConstructors().Single();
        var arguments = constructor.GetParameters().Select(parameter => parameter.ParameterType switch
        {
            var wanted when plugin is not null && wanted.IsInstanceOfType(plugin) => plugin,
            var wanted when wanted == typeof(IPluginEvents) => (object)new SilentEvents(),
            var wanted when wanted == typeof(IPluginInbox) => new ClosedInbox(),
            _ => new ErrorLogger(),
        });
        return constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, [.. arguments], culture: null);
    }
}
