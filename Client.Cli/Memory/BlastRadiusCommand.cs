using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Shows what a message made an agent do, and takes back what it made of the agent's memory.</summary>
internal static class BlastRadiusCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var message = new Argument<Guid>("message") { Description = "A message's id, from 'sanctum queue list'" };
        var later = new Option<bool>("--later") { Description = "Also the turns that came after it in its session" };
        var undo = new Option<bool>("--undo") { Description = "Undo the changes of blocks and delete the passages" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Skip the confirmation; implied without a terminal" };
        return new ClientCommand("blast-radius", "Show what a message made an agent do: tool calls, memories and posts")
            { agent, message, later, undo, yes }
            .Does(async run =>
            {
                var (of, item, all) = (run.Get(agent), run.Get(message), run.Get(later) ? "true" : null);
                if (!run.Get(undo))
                    run.Output.Show(
                        await run.Gateway.Get<BlastRadiusShape>(
                            Route.To($"v1/agents/{of}/queue/items/{item}/blast-radius").With("later", all), run.Cancellation),
                        BlastRadiusText.Of);
                else if (run.Get(yes) || await run.Confirm($"Take back what the message made of {of}'s memory?"))
                    run.Output.Show(
                        await run.Gateway.Post<UndoneShapes>(
                            Route.To($"v1/agents/{of}/queue/items/{item}/blast-radius/undo").With("later", all), body: null,
                            run.Cancellation),
                        BlastRadiusText.Of);
                else
                    run.Output.Note("Nothing was changed.");
            })
            .WithExamples(
                "sanctum memory blast-radius ada 019aa3f2-6d1c-7c3e-9a51-0b6f0f4f6d11",
                "sanctum memory blast-radius ada 019aa3f2-6d1c-7c3e-9a51-0b6f0f4f6d11 --later --undo");
    }
}
