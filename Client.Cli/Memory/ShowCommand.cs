using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Shows an agent's core memory, which is always before its model's eyes.</summary>
internal static class ShowCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        return new ClientCommand("show", "Show an agent's core memory: each block, how full it is, and its text") { agent }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<BlockShape>>(Route.To($"v1/agents/{run.Get(agent)}/memory"), run.Cancellation),
                BlockText.Of))
            .WithExamples("sanctum memory show ada", "sanctum memory show ada --json | jq -r '.items[].value'");
    }
}
