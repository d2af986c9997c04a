using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Agents;

/// <summary>Makes agents what their files say. Every file is read before the first is sent.</summary>
internal static class ApplyCommand
{
    // JSON is YAML, and the gateway reads both with the same rules and the same line numbers.
    private static readonly MediaTypeHeaderValue Yaml = new("application/yaml", "utf-8");

    public static Command Build()
    {
        var files = new Option<string[]>("--file", "-f")
        {
            Description = "A definition as YAML or JSON; '-' is standard input",
            HelpName = "file",
            Required = true,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        return new ClientCommand("apply", "Create or update agents from their definitions") { files }
            .Does(run => Apply(run, run.Get(files)!))
            .WithExamples(
                "sanctum agents apply -f agents/ada.yaml",
                "sanctum agents apply -f agents/*.yaml",
                "sanctum agents show ada --json | jq .definition | sanctum agents apply -f -");
    }

    private static async Task Apply(CommandRun run, string[] files)
    {
        var documents = files.Select(Document.Read).ToArray();
        var applied = new List<Answer<AgentShape>>();
        try
        {
            foreach (var document in documents)
                applied.Add(await Send(run, document));
        }
        finally
        {
            // What was applied before a file was refused stays applied, so it is told in any case.
            run.Output.ShowAll(applied, AgentTable.Of);
        }
    }

    private static async Task<Answer<AgentShape>> Send(CommandRun run, Document document)
    {
        using var body = new StringContent(document.Text, Encoding.UTF8);
        body.Headers.ContentType = Yaml;
        try
        {
            return await run.Gateway.Ask<AgentShape>(
                HttpMethod.Post, Route.To($"v1/agents").With("replace", "true"), body, run.Cancellation);
        }
        catch (ProblemException)
        {
            run.Output.Note($"in {document.Name}:");
            throw;
        }
    }
}
