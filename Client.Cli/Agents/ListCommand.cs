using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Agents;

/// <summary>Lists agents, a page at a time.</summary>
internal static class ListCommand
{
    public static Command Build()
    {
        var retired = new Option<bool>("--retired") { Description = "Include retired agents" };
        var paging = new Paging("name", most: 200);
        return new ClientCommand("list", "List agents by name") { retired, paging }
            .Does(async run =>
            {
                var route = paging.Of(run, Route.To($"v1/agents")).With("includeRetired", run.Get(retired) ? "true" : null);
                var page = await run.Gateway.Get<Page<AgentShape>>(route, run.Cancellation);
                run.Output.ShowPage(page, AgentTable.Of);
            })
            .WithExamples("sanctum agents list", "sanctum agents list --retired --json | jq -r '.items[].id'");
    }
}
