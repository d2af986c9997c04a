using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Queues;

/// <summary>Stops a queue in one of two ways, or lets it go on.</summary>
internal static class ModeCommand
{
    private const string Drained = "drained";
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    public static Command BuildPause() =>
        Build("pause", "Pause a queue: it still accepts items but offers none; running turns end", takesReason: true);

    public static Command BuildResume() => Build("resume", "Resume a paused or draining queue", takesReason: false);

    public static Command BuildDrain()
    {
        var agent = AgentArgument.Create();
        var reason = Reason();
        var wait = new Option<bool>("--wait") { Description = "Wait until the queue is empty" };
        return new ClientCommand("drain", "Drain a queue: it accepts no items and processes those that it has")
            { agent, reason, wait }
            .Does(async run =>
            {
                var state = await Enter(run, "drain", run.Get(agent), run.Get(reason));
                while (run.Get(wait) && state.Value.Mode != Drained)
                {
                    await Task.Delay(LookAgain, run.Cancellation);
                    state = await Look(run, run.Get(agent), state);
                }
                run.Output.Show(state, Describe);
            })
            .WithExamples("sanctum queue drain ada --reason 'new machine' --wait", "sanctum queue drain ada");
    }

    private static ClientCommand Build(string verb, string description, bool takesReason)
    {
        var agent = AgentArgument.Create();
        var reason = Reason();
        var command = new ClientCommand(verb, description) { agent };
        if (takesReason)
            command.Add(reason);
        return command
            .Does(async run => run.Output.Show(
                await Enter(run, verb, run.Get(agent), takesReason ? run.Get(reason) : null), Describe))
            .WithExamples($"sanctum queue {verb} ada");
    }

    private static Option<string?> Reason() =>
        new("--reason") { Description = "The reason, shown to others", HelpName = "text" };

    private static Task<Answer<QueueModeShape>> Enter(CommandRun run, string verb, string agent, string? reason) =>
        run.Gateway.Post<QueueModeShape>(
            Route.To($"v1/agents/{agent}/queue/{verb}").With("reason", reason), null, run.Cancellation);

    private static async Task<Answer<QueueModeShape>> Look(CommandRun run, string agent, Answer<QueueModeShape> last)
    {
        var queue = await run.Gateway.Get<QueueShape>(Route.To($"v1/agents/{agent}/queue"), run.Cancellation);
        return queue.Value.Mode switch
        {
            // Asking once more for what is there already tells since when it is.
            Drained => await Enter(run, "drain", agent, last.Value.Reason),
            "draining" => last,
            var other => throw ProblemException.Local(
                "conflict", "The queue is no longer draining", $"The mode of the queue of '{agent}' was changed to {other}."),
        };
    }

    private static Table Describe(QueueModeShape state) => Facts.Of(
        ("Mode", Listing.State(state.Mode)),
        ("Because", state.Reason),
        ("Since", state.Since is { } since ? Age.Of(since) : null));
}
