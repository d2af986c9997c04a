using System.Reflection;
using System.Runtime.Loader;
using Microsoft.Extensions.Hosting;

namespace Sanctum.Plugins;

/// <summary>
/// The code of one plug-in, apart from that of all others and collectible. Its dependencies come from its own folder; what it
/// shares with the host (the contract, the framework) comes from the host even where a copy lies beside it, for types must be the
/// same.
/// </summary>
internal sealed class PluginLoadContext(string name, string assemblyPath) : AssemblyLoadContext(
    $"plugin {name}", isCollectible: true)
{
    private static readonly string[] FrameworkFolders =
        [Path.GetDirectoryName(typeof(object).Assembly.Location)!,
            Path.GetDirectoryName(typeof(IHostedService).Assembly.Location)!];

    private readonly AssemblyDependencyResolver _resolver = new(assemblyPath);

    /// <summary>Told of an exception that nothing in the plug-in caught on a thread of its own.</summary>
    public Action<Exception>? Crashed { get; set; }

    public Assembly LoadMain() => LoadFromAssemblyPath(assemblyPath);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        !IsShared(assemblyName.Name!) && _resolver.ResolveAssemblyToPath(assemblyName) is { } path
            ? LoadFromAssemblyPath(path)
            : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : nint.Zero;

    private static bool IsShared(string assembly) =>
        assembly == typeof(IPlugin).Assembly.GetName().Name
        || typeof(IPlugin).Assembly.GetReferencedAssemblies().Any(reference => reference.Name == assembly)
        || FrameworkFolders.Any(folder => File.Exists(Path.Combine(folder, $"{assembly}.dll")));
}
