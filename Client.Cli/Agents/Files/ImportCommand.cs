using System.CommandLine;
using System.Net.Http.Headers;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Agents;

/// <summary>Creates an agent from a signed file, or from one in Letta's format.</summary>
internal static class ImportCommand
{
    private const int MaxBytes = 32 * 1024 * 1024;

    public static Command Build()
    {
        var file = new Argument<string>("file")
        {
            Description = "A file of 'sanctum agents export', or one in Letta's format (.af)",
        };
        var name = new Option<string?>("--as") { Description = "Another name for the agent", HelpName = "name" };
        var trust = new Option<bool>("--trust") { Description = "Accept a file that another installation signed, or nobody" };
        var without = WithoutOption.Create();
        return new ClientCommand("import", "Create an agent with its memory and transcripts from a file")
            { file, name, trust, without }
            .Does(async run =>
            {
                var imported = await Import(run, run.Get(file), run.Get(name), run.Get(trust), run.Get(without));
                run.Output.Show(imported, shown => AgentTable.Of([shown.Agent]));
                Note(run, imported.Value);
            })
            .WithExamples(
                "sanctum agents import ada.agent.jsonl", "sanctum agents import ada.agent.jsonl --as ada-2 --trust",
                "sanctum agents import ada.af --trust");
    }

    // What has no place here is not a failure, and must not be overlooked.
    private static void Note(CommandRun run, ImportedShape imported)
    {
        foreach (var part in imported.Parts.Where(part => !part.IsTaken || part.Note.Length > 0))
        {
            var name = part.Name.Length > 0 ? $" '{part.Name}'" : "";
            var outcome = part.IsTaken ? "taken" : "not taken";
            run.Output.Note($"{part.Part}{name} {outcome}{(part.Note.Length > 0 ? $": {part.Note}" : ".")}");
        }
        if (imported.Secrets > 0)
            run.Output.Note($"{imported.Secrets} secrets of the file were dropped.");
    }

    private static async Task<Answer<ImportedShape>> Import(
        CommandRun run, string file, string? name, bool isTrusted, string? without)
    {
        using var stream = Open(file);
        using var body = new StreamContent(stream);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return await run.Gateway.Ask<ImportedShape>(
            HttpMethod.Post,
            Route.To($"v1/agents/imports").With("as", name).With("trust", isTrusted ? "true" : null)
                .With("without", without), body, run.Cancellation);
    }

    private static FileStream Open(string file)
    {
        try
        {
            var stream = File.OpenRead(file);
            if (stream.Length <= MaxBytes)
                return stream;
            using (stream)
                throw ProblemException.Usage($"{file} has {stream.Length} bytes; the limit is {MaxBytes}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ProblemException.Usage($"{file} cannot be read: {e.Message}");
        }
    }

    private sealed record ImportedShape(AgentShape Agent, int Secrets, PartShape[] Parts);

    private sealed record PartShape(string Part, string Name, bool IsTaken, string Note);
}
