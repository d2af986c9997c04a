using System.CommandLine;
using Sanctum.Agents;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Memory;

/// <summary>Shows an agent's core memory, which is always before its model's eyes.</summary>
internal static class ShowCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        return new Command("show", "Show an agent's core memory: each block, how full it is, and its text") { agent }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<BlockShape>>(Route.To($"v1/agents/{run.Get(agent)}/memory"), run.Cancellation), Describe))
            .WithExamples("sanctum memory show ada", "sanctum memory show ada --json | jq -r '.items[].value'");
    }

    private static Paragraph Describe(IEnumerable<BlockShape> blocks)
    {
        var text = new Paragraph();
        foreach (var block in blocks)
        {
            text.Append(Printable.Text(block.Label), new Style(decoration: Decoration.Bold))
                .Append($"  {block.Value.Length} of {block.Limit} characters, changed {Age.Of(block.UpdatedAt)}\n", new Style(decoration: Decoration.Dim))
                .Append(block.Value.Length > 0 ? Printable.Text(block.Value.TrimEnd()) + "\n\n" : "\n");
        }
        return text;
    }

    private sealed record BlockShape(string Label, string Value, int Limit, DateTimeOffset UpdatedAt);
}
