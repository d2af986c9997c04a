using Sanctum.Approvals;
using Sanctum.Identity;
using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>
/// Turns that wait for approvals: each is an item that is due at a deadline, and becomes due when a person answers.
/// </summary>
internal sealed class WaitingTurns(QueueStore items, ApprovalWaits waits, IGrainFactory grains) : IApprovalWaiter
{
    private const string Name = "turn";

    public string Kind => Name;

    /// <summary>The name of a turn among those that an answer wakes.</summary>
    public static string NameOf(LeaseToken lease) => $"{Name}/{lease.Agent.Name}/{lease.ItemId}";

    public async Task<bool> Wake(string tenant, string key, Approval approval)
    {
        var slash = key.LastIndexOf('/');
        var (queue, item) = (new GrainKey(tenant, key[..slash]), Guid.Parse(key[(slash + 1)..]));
        if (await items.MakeDue(queue, item, CancellationToken.None) is not { } woken)
            return true;
        if (woken.Status == QueueItemStatus.Processing)
            return false;
        waits.Announce(new GrainKey(tenant, woken.SessionId), item, approval);
        await grains.Queue(queue).Refresh();
        return true;
    }
}
