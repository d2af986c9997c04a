using System.Collections.Concurrent;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Sanctum.Architecture;

/// <summary>Reads from a built assembly which of its folders, or files, use which. A namespace is its folder.</summary>
internal static class WallReader
{
    private static readonly ConcurrentDictionary<System.Reflection.Assembly, IType[]> Types = new();

    public static Walls ReadFolders(System.Reflection.Assembly assembly, string root = "Sanctum.") =>
        Read(assembly, type => Folder(type, root));

    public static Walls ReadFiles(System.Reflection.Assembly assembly, DeclaringFiles files) =>
        Read(assembly, type => files.Of(type.FullName));

    private static Walls Read(System.Reflection.Assembly assembly, Func<IType, string?> placeOf)
    {
        var types = Types.GetOrAdd(assembly, one => [.. new ArchLoader().LoadAssemblies(one).Build().Types]);
        var places = types.ToDictionary(type => type.FullName, placeOf);
        var arrows = from type in types
                     where places[type.FullName] is not null
                     from dependency in type.Dependencies
                     let arrow = (From: places[type.FullName]!, To: places.GetValueOrDefault(dependency.Target.FullName))
                     where arrow.To is not null && arrow.From != arrow.To
                     select arrow;
        var targets = arrows.ToLookup(arrow => arrow.From, arrow => arrow.To!);
        return new Walls(places.Values.OfType<string>().Distinct()
            .ToDictionary(place => place, place => (IReadOnlySet<string>)targets[place].ToHashSet()));
    }

    private static string? Folder(IType type, string root)
    {
        var name = type.Namespace?.FullName;
        return name?.StartsWith(root, StringComparison.Ordinal) == true ? name[root.Length..].Split('.')[0] : null;
    }
}
