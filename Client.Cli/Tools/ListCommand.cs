using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Tools;

/// <summary>Lists the tools.</summary>
internal static class ListCommand
{
    public static Command Build() => new ClientCommand("list", "List the tools; as JSON with the schemas of their arguments")
        .Does(async run => run.Output.ShowPage(await run.Gateway.Get<Page<ToolShape>>(Route.To($"v1/tools"), run.Cancellation), Describe))
        .WithExamples("sanctum tools list", "sanctum tools list --json | jq '.items[] | select(.name == \"calculate\").parameters'");

    private static Table Describe(IEnumerable<ToolShape> tools)
    {
        var table = Listing.Of("NAME", "EFFECTS", "DESCRIPTION");
        foreach (var tool in tools)
            table.Row(tool.Name, tool.Effects, tool.Description);
        return table;
    }

    private sealed record ToolShape(string Name, string Description, string Effects);
}
