namespace Sanctum.Testing;

/// <summary>What slow tests measure, for people.</summary>
public static class PublishedFigures
{
    // Set by './dev test', which prints what lies there.
    private const string FolderVariable = "SANCTUM_FIGURES";

    /// <summary>Shows figures in a test's output and as a file that outlives the test.</summary>
    /// <param name="name">The file's name without its ending.</param>
    /// <param name="text">Markdown.</param>
    /// <param name="show">Writes to the test's output.</param>
    public static async Task Publish(string name, string text, Action<string> show)
    {
        show(text);
        var folder = Environment.GetEnvironmentVariable(FolderVariable) ?? Path.Combine(Repository.Root, "artifacts", "figures");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.md"), text);
    }
}
