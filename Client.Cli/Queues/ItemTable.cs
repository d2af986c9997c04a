using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Queues;

/// <summary>Queue items, a row each.</summary>
internal static class ItemTable
{
    private const int MaxOfText = 48;

    public static Table Of(IEnumerable<QueueItemShape> items)
    {
        var table = Listing.Of("ITEM", "STATUS", "FAILED", "CAME", "FROM", "TEXT", "LAST ERROR");
        foreach (var item in items)
        {
            table.Row(
                item.Id, Listing.State(item.Status), item.Attempts, Age.Of(item.EnqueuedAt), item.Notification.From,
                Printable.Line(item.Notification.Text, MaxOfText), item.LastError);
        }
        return table;
    }
}
