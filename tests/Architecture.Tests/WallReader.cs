using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Sanctum.Architecture;

/// <summary>Reads from a built assembly which of its folders use which. A namespace is its folder.</summary>
internal static class WallReader
{
    public static Walls Read(System.Reflection.Assembly assembly, string root = "Sanctum.")
    {
        var types = new ArchLoader().LoadAssemblies(assembly).Build().Types.ToArray();
        var own = types.Where(type => Folder(type, root) is not null).ToDictionary(type => type.FullName);
        var arrows = from type in own.Values
                     from dependency in type.Dependencies
                     where own.ContainsKey(dependency.Target.FullName)
                     let arrow = (From: Folder(type, root)!, To: Folder(dependency.Target, root)!)
                     where arrow.From != arrow.To
                     select arrow;
        var targets = arrows.ToLookup(arrow => arrow.From, arrow => arrow.To);
        return new Walls(own.Values.Select(type => Folder(type, root)!).Distinct()
            .ToDictionary(folder => folder, folder => (IReadOnlySet<string>)targets[folder].ToHashSet()));
    }

    private static string? Folder(IType type, string root)
    {
        var name = type.Namespace?.FullName;
        return name?.StartsWith(root, StringComparison.Ordinal) == true ? name[root.Length..].Split('.')[0] : null;
    }
}
