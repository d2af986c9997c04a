using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Writes a block of an agent's core memory, as an operator.</summary>
internal static class WriteCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var label = LabelArgument.Create();
        var text = new Argument<string>("text") { Description = "The block's new text; '-' reads standard input" };
        var description = new Option<string?>("--description")
        {
            Description = "What the block is for; unchanged if left out",
            HelpName = "text",
        };
        var limit = new Option<int?>("--limit")
        {
            Description = "Maximum number of characters; unchanged if left out",
            HelpName = "count",
        };
        var version = new Option<int?>("--version")
        {
            Description = "The version that the text was made from: what changed since is merged, never overwritten",
            HelpName = "number",
        };
        return new ClientCommand("write", "Create a block of an agent's core memory, or replace its text")
            { agent, label, text, description, limit, version }
            .Does(async run =>
            {
                var block = new BlockValueShape(
                    Document.TextOf(run.Get(text)), run.Get(description), run.Get(limit), run.Get(version));
                run.Output.Show(
                    await run.Gateway.Put<BlockShape>(
                        Route.To($"v1/agents/{run.Get(agent)}/memory/{run.Get(label)}"), block, run.Cancellation),
                    written => BlockText.Of([written]));
            })
            .WithExamples(
                "sanctum memory write ada ada-humans \"Bob likes tea\"",
                "sanctum memory write ada house-rules - --limit 8000 < rules.txt",
                "sanctum memory write ada house-rules - --version 3 < rules.txt");
    }

    private sealed record BlockValueShape(string Value, string? Description, int? Limit, int? Version);
}
