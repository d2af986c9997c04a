using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Queues;

/// <summary>Queues, a row each.</summary>
internal static class QueueTable
{
    public static Table Of(IEnumerable<QueueSummaryShape> queues)
    {
        var table = Listing.Of("AGENT", "HEALTH", "MODE", "NEW", "RUNNING", "ERROR", "OLDEST", "BECAUSE");
        foreach (var queue in queues)
        {
            table.Row(
                queue.Agent, Listing.State(queue.Health), queue.Mode, queue.New, queue.Processing, queue.Error,
                queue.OldestWaiting is { } oldest ? Age.Of(oldest) : "",
                string.Join(' ', queue.Reasons.Select(reason => reason.Message)));
        }
        return table;
    }
}
