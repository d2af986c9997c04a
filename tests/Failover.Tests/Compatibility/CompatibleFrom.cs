using Sanctum.Testing;

namespace Sanctum.Failover.Compatibility;

/// <summary>The older build beside which this one must run, as <c>deploy/compatible-from</c> names it.</summary>
internal static class CompatibleFrom
{
    private const string Nothing = "none";

    /// <summary>Its commit; null where the file names none.</summary>
    public static string? Commit { get; } = Read() is var named && named != Nothing ? named : null;

    /// <summary>Why nothing can be run beside this build; null if something can.</summary>
    public static string? SkipReason { get; } =
        Commit is null ? "deploy/compatible-from names no commit yet."
        : Path.Exists(Path.Combine(Repository.Root, ".git")) ? null
        : "This is no clone: the commit that deploy/compatible-from names cannot be built.";

    private static string Read() =>
        File.ReadLines(Path.Combine(Repository.Root, "deploy", "compatible-from"))
            .Select(line => line.Trim()).First(line => line.Length > 0 && line[0] != '#');
}

/// <summary>A test that needs the older build; skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OlderBuildFactAttribute : FactAttribute
{
    /// <summary>Looks whether there is one.</summary>
    public OlderBuildFactAttribute() => Skip = CompatibleFrom.SkipReason;
}
