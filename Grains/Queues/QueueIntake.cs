using Sanctum.Agents;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Platforms;

namespace Sanctum.Queues;

/// <summary>
/// Takes notifications in. One that can go at once is born leased, in the commit that writes the person's words, and waits here for a
/// worker to claim it.
/// </summary>
internal sealed class QueueIntake(
    GrainKey queue, QueueStore store, QueueMemory memory, Rest rest, ReplyGate gate, QueueOptions options, IGrainFactory grains, TimeProvider clock)
{
    // Where workers are few, waiting is done without a lease.
    private const int MostUnclaimed = 16;

    private readonly string _name = queue.ToString();
    private readonly Queue<TurnOffer> _unclaimed = [];
    private int _leasing;

    /// <summary>The leases that were given to items as they came in and that no worker has claimed.</summary>
    public IEnumerable<LeaseToken> Unclaimed => _unclaimed.Select(offer => offer.Lease).Where(lease => memory.Leases.TryGet(lease, out _));

    /// <summary>The oldest item that was leased as it came in and still is, or null.</summary>
    public TurnOffer? Claim()
    {
        while (_unclaimed.TryDequeue(out var offer))
        {
            if (memory.Leases.TryGet(offer.Lease, out _))
                return offer;
        }
        return null;
    }

    /// <summary>Makes a notification a row, or finds the row that it has.</summary>
    public async Task<QueueReceipt> TakeIn(Notification notification)
    {
        NotificationRules.Check(notification);
        var agent = await grains.GetGrain<IAgentGrain>(_name).Get();
        if (agent.Status == AgentStatus.Retired)
            throw new ConflictException($"Agent '{agent.Id}' is retired and takes no messages.");
        await memory.EnsureFresh();
        if (!memory.Mode.TakesIn)
            return await FindReceipt(notification) ?? throw new QueueDrainingException(agent.Id, memory.Mode.Reason);
        if (memory.Depth >= options.MaxDepth)
            throw new LimitExceededException("queue.depth", $"The queue of '{agent.Id}' holds {options.MaxDepth} items, its limit.", options.RetryBaseDelay);

        var id = Guid.CreateVersion7();
        if (await (CanGoAtOnce(notification) ? InsertLeased(id, notification) : InsertWaiting(id, notification)))
            return new QueueReceipt(id, notification.SessionId, IsDuplicate: false);
        return await FindReceipt(notification)
            ?? throw new ConflictException($"Notification '{notification.NotificationId}' was removed just now; send it again.");
    }

    private Task<QueueReceipt?> FindReceipt(Notification notification) => store.FindReceipt(queue, notification, CancellationToken.None);

    // Where notifications are asked about first, the answer comes before the words are in the transcript.
    private bool CanGoAtOnce(Notification notification) =>
        memory.Mode.Offers && !rest.IsOn && !memory.HasMoreRows && _unclaimed.Count + _leasing < MostUnclaimed
        && memory.Schedule.IsFree(notification.SessionId) && memory.Schedule.CountReady(clock.GetUtcNow(), 1) == 0
        && !gate.Guards(notification.Platform);

    // Its turn begins at once, so the row is born leased, with the person's words: one commit where there would be two.
    private async Task<bool> InsertLeased(Guid id, Notification notification)
    {
        var lease = new LeaseToken(_name, id, notification.SessionId, Token: 1);
        memory.Schedule.Occupy(notification.SessionId);
        memory.Leases.Add(id, notification.SessionId, lease.Token, clock.GetUtcNow());
        _leasing++;
        var isTaken = false;
        try
        {
            var session = grains.GetGrain<ISessionGrain>(new GrainKey(queue.Tenant, notification.SessionId).ToString());
            isTaken = await memory.Write(() => session.Receive(lease, notification));
        }
        catch (ConflictException)
        {
            memory.Doubt();
            return await InsertWaiting(id, notification);
        }
        finally
        {
            _leasing--;
            if (isTaken)
                _unclaimed.Enqueue(new TurnOffer(lease, notification.Platform, notification.TraceParent, IsTaken: true));
            else
                memory.Release(lease);
        }
        return isTaken;
    }

    private async Task<bool> InsertWaiting(Guid id, Notification notification)
    {
        if (await memory.Write(() => store.Insert(queue, id, notification, CancellationToken.None)) is not { } position)
            return false;
        memory.Arrived(new ScheduledItem(
            id, notification.SessionId, position, notification.Priority, clock.GetUtcNow(), Token: 0,
            notification.Platform, notification.TraceParent));
        return true;
    }
}
