using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Agents;

/// <summary>Takes a retired agent into service again.</summary>
internal static class RestoreCommand
{
    public static Command Build()
    {
        var name = AgentArgument.Create();
        return new ClientCommand("restore", "Restore a retired agent") { name }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<AgentShape>(Route.To($"v1/agents/{run.Get(name)}/restore"), null, run.Cancellation),
                restored => AgentTable.Of([restored])))
            .WithExamples("sanctum agents restore ada");
    }
}
