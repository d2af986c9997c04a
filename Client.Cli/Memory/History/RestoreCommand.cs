using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Returns a block to a version.</summary>
internal static class RestoreCommand
{
    public static Command Build()
    {
        var (agent, label) = (AgentArgument.Create(), LabelArgument.Create());
        var version = new Argument<int>("version") { Description = "A version, from 'sanctum memory history'" };
        return new ClientCommand("restore", "Set a block to one of its versions, as a new version; also a deleted one")
            { agent, label, version }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<BlockShape>(
                    Route.To($"v1/agents/{run.Get(agent)}/memory/{run.Get(label)}/restore"),
                    new VersionChoice(run.Get(version)), run.Cancellation),
                block => BlockText.Of([block])))
            .WithExamples("sanctum memory restore ada ada-humans 2");
    }
}
