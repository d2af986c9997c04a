using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Queues;

/// <summary>Shows one item.</summary>
internal static class ShowItemCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var item = new Argument<string>("item") { Description = "Its id, from 'sanctum queue items'" };
        return new ClientCommand("show", "Show one queue item: its notification and its outcome") { agent, item }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<QueueItemShape>(
                    Route.To($"v1/agents/{run.Get(agent)}/queue/items/{run.Get(item)}"), run.Cancellation), Describe))
            .WithExamples("sanctum queue show ada 0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44");
    }

    private static Table Describe(QueueItemShape item) => Facts.Of(
        ("Item", item.Id),
        ("Status", Listing.State(item.Status)),
        ("Because", item.StopReason),
        ("Failed", item.Attempts),
        // Without a class it is no failure: an operator or a tool ended the turn and gave this reason.
        ("Reason", item.LastErrorClass is null ? item.LastError : null),
        ("Last error", item.LastErrorClass is null ? null : $"{item.LastErrorClass}: {item.LastError}"),
        ("Note", item.Note),
        ("Came", Age.Of(item.EnqueuedAt)),
        ("Ended", item.FinishedAt is { } ended ? Age.Of(ended) : null),
        ("Session", item.Notification.SessionId),
        ("Platform", item.Notification.Account.Length > 0
            ? $"{item.Notification.Platform}, {item.Notification.Account}"
            : item.Notification.Platform),
        ("Priority", item.Notification.Priority),
        ("From", item.Notification.From),
        ("Text", item.Notification.Text));
}
