using System.Xml.Linq;

namespace Sanctum.Architecture;

/// <summary>What an adapter may refer to of ours: the contracts, and nothing else.</summary>
internal static class AdapterReferences
{
    private const string Contracts = "Grains.Abstractions";

    /// <summary>The projects that a project file refers to beside the contracts, by their names.</summary>
    public static string[] ForeignProjects(string project) => [.. XDocument.Parse(project).Descendants("ProjectReference")
        .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')))
        .Where(name => name != Contracts)];

    /// <summary>The assemblies of ours among those that an assembly refers to, beside the contracts.</summary>
    public static string[] ForeignAssemblies(IEnumerable<string> references) => [.. references
        .Where(name => name.StartsWith("Sanctum.", StringComparison.Ordinal) && name != $"Sanctum.{Contracts}")];
}
