using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Sanctum.Hosting;

/// <summary>
/// The classes among which a process finds its parts by their interfaces: those of this assembly, and those of each
/// <see cref="AdapterAssemblyAttribute"/> that the program references.
/// </summary>
internal static class PartTypes
{
    private static readonly Assembly Own = typeof(PartTypes).Assembly;
    private static readonly string Contracts = typeof(AdapterAssemblyAttribute).Assembly.GetName().Name!;

    private static readonly Lazy<ImmutableArray<Type>> Found = new(() =>
    [
        .. Adapters().Prepend(Own).SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }),
    ]);

    /// <summary>The classes that implement an interface.</summary>
    public static IEnumerable<Type> Implementing<T>() => Found.Value.Where(typeof(T).IsAssignableFrom);

    /// <summary>The adapters that the program references.</summary>
    public static IEnumerable<Assembly> Adapters() => Referenced(Path.GetDirectoryName(Own.Location)!)
        .Where(UsesContracts)
        .Select(path => Assembly.Load(Path.GetFileNameWithoutExtension(path)))
        .Where(assembly => assembly.IsDefined(typeof(AdapterAssemblyAttribute)));

    // The compiler drops references that no code names, so they are in the program's own list of files alone.
    private static IEnumerable<string> Referenced(string folder) =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == folder).Order(StringComparer.Ordinal);

    private static bool UsesContracts(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata)
            return false;
        var metadata = file.GetMetadataReader();
        return metadata.AssemblyReferences.Any(
            reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name) == Contracts);
    }
}
