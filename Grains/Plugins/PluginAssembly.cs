using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Sanctum.Platforms;
using Sanctum.Plugins.Messages;
using Sanctum.Schemas;
using Sanctum.Tools;
using Sanctum.Tools.Isolation;
using Sanctum.Turns;

namespace Sanctum.Plugins;

/// <summary>The code of a plug-in in memory, and what can be made of it.</summary>
internal sealed partial class PluginAssembly
{
    private const string NoSettings = """{ "type": "object", "additionalProperties": false }""";

    private readonly string _plugin;
    private readonly string _copy;
    private readonly PluginLoadContext _context;
    private readonly Type[] _types;
    private readonly PluginGuard _guard;
    private readonly ILogger _logger;

    private PluginAssembly(
        string plugin, int generation, string copy, PluginLoadContext context, Assembly assembly, PluginGuard guard,
        ILogger logger)
    {
        Generation = generation;
        (_plugin, _copy, _context, _guard, _logger) = (plugin, copy, context, guard, logger);
        _types = [
            .. assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false })];
        Version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version!.ToString();
    }

    public string Version { get; }

    /// <summary>Which load of the plug-in it is.</summary>
    public int Generation { get; }

    public PluginGuard Guard => _guard;

    /// <summary>Loads a copy of the plug-in's files.</summary>
    /// <exception cref="PluginRefusedException">It cannot be loaded; the message says what is missing or wrong.</exception>
    public static PluginAssembly Load(
        PluginFolder folder, int generation, string copy, PluginGuard guard, Action<Exception> crashed, ILogger logger)
    {
        var context = new PluginLoadContext(folder.Name, folder.CopyTo(copy)) { Crashed = crashed };
        try
        {
            var assembly = context.LoadMain();
            RequireDependencies(context, assembly);
            return new PluginAssembly(folder.Name, generation, copy, context, assembly, guard, logger);
        }
        catch (ReflectionTypeLoadException exception)
        {
            context.Unload();
            throw new PluginRefusedException(
                string.Join(" ", exception.LoaderExceptions.OfType<Exception>().Select(one => one.Message).Distinct().Take(3)));
        }
        catch (BadImageFormatException)
        {
            context.Unload();
            throw new PluginRefusedException($"{folder.Name}.dll is not a .NET assembly for this machine.");
        }
        catch (PluginRefusedException)
        {
            context.Unload();
            throw;
        }
    }

    /// <summary>Makes its objects; they are used for one life, from start to stop.</summary>
    /// <exception cref="PluginRefusedException">It breaks the contract.</exception>
    public PluginRun NewRun(PluginListener events, PluginInbox inbox, PluginServices services)
    {
        var objects = new PluginObjects(events, inbox, services, _logger);
        var entries = Implementing(typeof(IPlugin)).ToList();
        if (entries.Count > 1)
            throw new PluginRefusedException(
                $"{entries[0].FullName} and {entries[1].FullName} both implement IPlugin; only one class may.");
        var entry = entries.Count == 1 ? objects.CreateEntry(entries[0]) : null;
        var adapters = Implementing(typeof(IPlatformAdapter)).Select(objects.Create<IPlatformAdapter>).ToList();
        var tools = Implementing(typeof(ITool)).Select(objects.Create<ITool>).ToList();
        if (entry is IMessagePlugin plugin)
            adapters.Add(AdapterOf(plugin, inbox));
        if (entry is null && adapters.Count == 0 && tools.Count == 0)
            throw new PluginRefusedException("It has no class that implements IPlatformAdapter, ITool<T> or IPlugin.");
        foreach (var adapter in adapters)
            RequireName("Platform", adapter.Platform, PlatformPattern());
        foreach (var tool in tools)
        {
            RequireName("Name", tool.Name, ToolPattern());
            RequireEnding(tool.EndsTurnAs);
        }
        return new PluginRun(
            _plugin, entry, SchemaOf(entry), [.. adapters.Select(adapter => new HostedAdapter(adapter, _guard))],
            [.. tools.Select(tool => Host(tool, entry))], events,
            inbox, _guard, _logger);
    }

    /// <summary>Lets the code go. It has left the memory when the reference is dead.</summary>
    public UnloadedCode Unload()
    {
        _context.Unload();
        return new UnloadedCode(new WeakReference(_context), _copy);
    }

    private static void RequireDependencies(PluginLoadContext context, Assembly assembly)
    {
        foreach (var reference in assembly.GetReferencedAssemblies())
        {
            try
            {
                context.LoadFromAssemblyName(reference);
            }
            catch (IOException)
            {
                throw new PluginRefusedException(
                    $"Its dependency {reference.Name} {reference.Version} is neither beside it nor part of the host.");
            }
        }
    }

    private IEnumerable<Type> Implementing(Type contract) => _types.Where(contract.IsAssignableFrom);

    private MessagePluginAdapter AdapterOf(IMessagePlugin plugin, PluginInbox inbox)
    {
        var members = RequiredMembers.Of(plugin, _plugin);
        inbox.Open(members.Platform);
        return new MessagePluginAdapter(members.Platform, members.MessageHandler);
    }

    private PluginTool Host(ITool tool, IPlugin? entry)
    {
        if (RegisteredTool.FaceOf(tool.GetType()) is null)
            throw new PluginRefusedException($"{tool.GetType().FullName} implements ITool but not ITool<T>, which runs it.");
        var type = tool.GetType();
        // What it is given is in this process alone.
        var program = type.GetConstructors().Single().GetParameters().Any(
            parameter => parameter.ParameterType == typeof(IPluginEvents) || PluginServices.Has(parameter.ParameterType))
            ? null
            : new ToolProgram(
                type.Assembly.Location, type.FullName!, ToolProgram.IsSelfContained(type) ? null : entry!.GetType().FullName);
        return new PluginTool(
            _plugin, RegisteredTool.Create(tool, TypeSchema.NewJson()), PluginToolFace.Of(tool), program, _guard);
    }

    private static JsonObject SchemaOf(IPlugin? entry)
    {
        try
        {
            var schema = JsonNode.Parse(entry?.SettingsSchema ?? NoSettings) as JsonObject
                ?? throw new PluginRefusedException("Its SettingsSchema is not a JSON object.");
            return JsonSchemaValidator.FaultOf(schema) is { } fault
                ? throw new PluginRefusedException($"Its SettingsSchema is not a usable JSON Schema: {fault}")
                : schema;
        }
        catch (JsonException exception)
        {
            throw new PluginRefusedException($"Its SettingsSchema is not JSON: {exception.Message}");
        }
    }

    private static void RequireName(string member, string? name, Regex pattern)
    {
        if (name is null || !pattern.IsMatch(name))
            throw new PluginRefusedException(
                $"{member} is '{name}'; it must match {pattern.ToString().Replace("\\A", "^").Replace("\\z", "$")}.");
    }

    private static void RequireEnding(string? stopReason)
    {
        if (stopReason is null)
            return;
        RequireName("EndsTurnAs", stopReason, ToolPattern());
        if (StopReasons.IsReserved(stopReason))
            throw new PluginRefusedException($"EndsTurnAs is '{stopReason}', which is reserved for other turns.");
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,31}\z")]
    private static partial Regex PlatformPattern();

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,63}\z")]
    private static partial Regex ToolPattern();
}
