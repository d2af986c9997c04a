using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Undoes one change of a block.</summary>
internal static class UndoCommand
{
    public static Command Build()
    {
        var (agent, label) = (AgentArgument.Create(), LabelArgument.Create());
        var version = new Argument<int>("version") { Description = "A version, from 'sanctum memory history'" };
        return new ClientCommand("undo", "Take one change out of a block; later changes stay, and so does the history")
            { agent, label, version }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<BlockShape>(
                    Route.To($"v1/agents/{run.Get(agent)}/memory/{run.Get(label)}/undo"),
                    new VersionChoice(run.Get(version)), run.Cancellation),
                block => BlockText.Of([block])))
            .WithExamples("sanctum memory undo ada ada-humans 3");
    }
}
