using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sanctum.Tools.Isolation;

/// <summary>
/// The files of the program <c>ToolHost</c>, which lie beside those of this one, and of the runtime that runs both.
/// </summary>
internal static class ToolHostFiles
{
    /// <summary>The file that is started.</summary>
    public const string Main = "Sanctum.ToolHost.dll";

    private const string Dependencies = "Sanctum.ToolHost.deps.json";
    private const string RuntimeSettings = "Sanctum.ToolHost.runtimeconfig.json";

    private static readonly Lazy<IReadOnlySet<string>> Found = new(Find);

    /// <summary>Where .NET is installed.</summary>
    public static string RuntimeFolder { get; } = Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>Each file that the program needs; what else lies there, such as settings, is none of them.</summary>
    public static IReadOnlySet<string> All => Found.Value;

    /// <summary>Where a file of that name would lie.</summary>
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, name);

    private static HashSet<string> Find()
    {
        using var dependencies = JsonDocument.Parse(File.ReadAllBytes(PathOf(Dependencies)));
        var assemblies =
            from target in dependencies.RootElement.GetProperty("targets").EnumerateObject()
            from library in target.Value.EnumerateObject()
            where library.Value.TryGetProperty("runtime", out _)
            from assembly in library.Value.GetProperty("runtime").EnumerateObject()
            select PathOf(Path.GetFileName(assembly.Name));
        return [.. assemblies, PathOf(Dependencies), PathOf(RuntimeSettings)];
    }
}
