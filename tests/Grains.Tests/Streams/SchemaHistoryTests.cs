using System.Diagnostics;
using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Streams;

/// <summary>
/// A schema that is changed together with its type would pass the other tests; what was once committed does not forget.
/// </summary>
public sealed class SchemaHistoryTests
{
    private const string Folder = "Grains.Abstractions/Schemas";

    [Fact]
    public async Task Schemas_only_add_to_what_was_ever_committed()
    {
        // An archive without its history has nothing to compare with.
        if (!Path.Exists(Path.Combine(Repository.Root, ".git")))
            return;

        foreach (var path in Directory.GetFiles(Path.Combine(Repository.Root, Folder)))
        {
            var file = $"{Folder}/{Path.GetFileName(path)}";
            var today = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
            foreach (var commit in (await Git("log", "--format=%H", "--diff-filter=d", "--", file))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var breaks = SchemaChange.Breaks(JsonNode.Parse(await Git("show", $"{commit}:{file}"))!, today);
                Assert.True(
                    breaks.Count == 0,
                    $"{file} breaks what it was in {commit[..10]}; it needs a new version: {string.Join("; ", breaks)}");
            }
        }
    }

    private static async Task<string> Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", Repository.Root, .. arguments]) { RedirectStandardOutput = true };
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git could not be started.");
        var said = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        return git.ExitCode == 0
            ? said
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)} ended with {git.ExitCode}.");
    }
}
