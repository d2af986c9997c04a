using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Shows the versions of a block, or one of them.</summary>
internal static class HistoryCommand
{
    public static Command Build()
    {
        var (agent, label) = (AgentArgument.Create(), LabelArgument.Create());
        var version = new Option<int?>("--version")
        {
            Description = "Show this version: what it changed, and its text",
            HelpName = "number",
        };
        var paging = new Paging("version", most: 200);
        return new ClientCommand("history", "List the versions of a block, newest first: when, who and why")
            { agent, label, version, paging }
            .Does(async run =>
            {
                if (run.Get(version) is { } number)
                    run.Output.Show(
                        await run.Gateway.Get<VersionShape>(
                            Route.To($"v1/agents/{run.Get(agent)}/memory/{run.Get(label)}/versions/{number}"), run.Cancellation),
                        VersionText.Of);
                else
                    run.Output.ShowPage(
                        await run.Gateway.Get<Page<VersionShape>>(
                            paging.Of(run, Route.To($"v1/agents/{run.Get(agent)}/memory/{run.Get(label)}/versions")),
                            run.Cancellation),
                        VersionText.List);
            })
            .WithExamples(
                "sanctum memory history ada ada-humans",
                "sanctum memory history ada ada-humans --version 3",
                "sanctum memory history ada ada-humans --version 3 --json | jq -r .text");
    }
}
