using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Deletes a block of an agent's core memory; a person is asked first.</summary>
internal static class DeleteCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var label = LabelArgument.Create();
        var yes = new Option<bool>("--yes", "-y") { Description = "Skip the confirmation; implied without a terminal" };
        return new ClientCommand("delete", "Delete a block of an agent's core memory") { agent, label, yes }
            .Does(async run =>
            {
                if (!run.Get(yes) && !await run.Confirm($"Delete block {run.Get(label)} of {run.Get(agent)}?"))
                {
                    run.Output.Note("Nothing was changed.");
                    return;
                }
                await run.Gateway.Delete(Route.To($"v1/agents/{run.Get(agent)}/memory/{run.Get(label)}"), run.Cancellation);
                run.Output.Note($"Deleted block {run.Get(label)} of {run.Get(agent)}.");
            })
            .WithExamples("sanctum memory delete ada ada-humans", "sanctum memory delete ada ada-humans --yes");
    }
}
