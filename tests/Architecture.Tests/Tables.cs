namespace Sanctum.Architecture;

/// <summary>The committed lists beside this file, section by section.</summary>
internal static class Tables
{
    /// <summary>The lines of <c>walls.txt</c> under <c>[section]</c>, without comments.</summary>
    public static string[] Section(string section) => [.. All()
        .SkipWhile(line => line != $"[{section}]").Skip(1)
        .TakeWhile(line => !line.StartsWith('['))
        .Where(line => line.Length > 0 && !line.StartsWith('#'))];

    private static IEnumerable<string> All()
    {
        using var stream = typeof(Tables).Assembly.GetManifestResourceStream("walls.txt")!;
        return new StreamReader(stream).ReadToEnd().Split('\n', StringSplitOptions.TrimEntries);
    }
}
