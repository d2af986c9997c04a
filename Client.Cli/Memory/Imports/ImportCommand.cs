using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Imports files into an agent's archival memory.</summary>
internal static class ImportCommand
{
    private const int MaxFiles = 10_000;
    private const int MaxNameCharacters = 128;

    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".jsonl"] = ImportFile.Jsonl,
        [".ndjson"] = ImportFile.Jsonl,
        [".md"] = "text/markdown",
        [".markdown"] = "text/markdown",
        [".txt"] = "text/plain",
        [".pdf"] = "application/pdf",
    };

    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var files = new Argument<string[]>("file")
        {
            Description = "JSON Lines (.jsonl), Markdown (.md), text (.txt) or PDF; of a folder its .md files",
            Arity = ArgumentArity.OneOrMore,
        };
        var tag = new Option<string[]>("--tag") { Description = "A tag of every passage; may be repeated", HelpName = "tag" };
        return new ClientCommand("import", "Import files into an agent's archival memory") { agent, files, tag }
            .Does(async run =>
            {
                var found = run.Get(files).SelectMany(Find).Take(MaxFiles + 1).ToList();
                if (found.Count > MaxFiles)
                    throw ProblemException.Usage($"These are more than {MaxFiles} files, the limit.");
                var upload = new ImportUpload(run, run.Get(agent), run.Get(tag) ?? []);
                foreach (var (path, name) in found)
                    await Send(upload, path, name);
                upload.End(found.Count == 1 ? found[0].Name : $"{found.Count} files");
            })
            .WithExamples(
                "sanctum memory import ada notes.md --tag notes",
                "sanctum memory import ada notes/ handbook.pdf facts.jsonl --json");
    }

    private static async Task Send(ImportUpload upload, string path, string name)
    {
        try
        {
            await ImportFile.Send(upload, path, name, Types[Path.GetExtension(path)]);
        }
        catch (ProblemException refused) when (refused.Problem is { Code: Problem.UsageCode } or { Status: 400 or 413 })
        {
            // The other files are not its fault.
            upload.Fail($"{name}: {refused.Problem.Detail ?? refused.Problem.Title}");
        }
    }

    private static IEnumerable<(string Path, string Name)> Find(string path)
    {
        if (Directory.Exists(path))
            return Directory.EnumerateFiles(path, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(
                file => (file, Named(Path.GetRelativePath(path, file))));
        return !File.Exists(path) ? throw ProblemException.Usage($"{path} is not there.")
            : Types.ContainsKey(Path.GetExtension(path)) ? [(path, Named(Path.GetFileName(path)))]
            : throw ProblemException.Usage($"{path} is none of {string.Join(", ", Types.Keys)}.");
    }

    private static string Named(string name) => name.Length <= MaxNameCharacters ? name : name[^MaxNameCharacters..];
}
