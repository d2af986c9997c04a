using System.CommandLine;
using System.Net.Http.Headers;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Agents;

/// <summary>Creates an agent from a signed file.</summary>
internal static class ImportCommand
{
    private const int MaxBytes = 32 * 1024 * 1024;

    public static Command Build()
    {
        var file = new Argument<string>("file") { Description = "A file of 'sanctum agents export'" };
        var name = new Option<string?>("--as") { Description = "Another name for the agent", HelpName = "name" };
        var trust = new Option<bool>("--trust") { Description = "Accept a file that another installation signed" };
        return new ClientCommand("import", "Create an agent with its memory from a signed file") { file, name, trust }
            .Does(async run => run.Output.Show(
                await Import(run, run.Get(file), run.Get(name), run.Get(trust)),
                imported => AgentTable.Of([imported.Agent])))
            .WithExamples(
                "sanctum agents import ada.agent.jsonl", "sanctum agents import ada.agent.jsonl --as ada-2 --trust");
    }

    private static async Task<Answer<ImportedShape>> Import(CommandRun run, string file, string? name, bool isTrusted)
    {
        using var stream = Open(file);
        using var body = new StreamContent(stream);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return await run.Gateway.Ask<ImportedShape>(
            HttpMethod.Post,
            Route.To($"v1/agents/imports").With("as", name).With("trust", isTrusted ? "true" : null), body, run.Cancellation);
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

    private sealed record ImportedShape(AgentShape Agent);
}
