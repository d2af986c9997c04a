using Microsoft.Extensions.Options;
using Sanctum.Agents;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Tenants;
using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>
/// Takes notifications in. One that can go at once is born leased, in the commit that writes the person's words, and goes to a
/// worker directly.
/// </summary>
internal sealed class QueueIntake(
    GrainKey queue, QueueStore store, QueueCache cache, QueueCooldown cooldown, IReplyGate gate, TurnDispatcher dispatcher,
    TenantList tenants, IOptionsMonitor<QueueOptions> options, IGrainFactory grains, TimeProvider clock)
{
    private const int MaxLeasing = 16;

    private readonly string _name = queue.ToString();
    private int _leasing;

    /// <summary>Makes a notification a row, or finds the row that it has.</summary>
    /// <returns>Its receipt, and the turn to begin now; null where the item waits.</returns>
    public async Task<(QueueReceipt Receipt, TurnOffer? Offer)> TakeIn(Notification notification)
    {
        NotificationRules.Check(notification);
        await tenants.RequireActive(queue.Tenant);
        var agent = await grains.Agent(queue).Get();
        if (agent.Status == AgentStatus.Retired)
            throw new ConflictException($"Agent '{agent.Id}' is retired and accepts no messages.");
        await cache.EnsureFresh();
        if (!cache.Mode.TakesIn)
            return (await FindReceipt(notification) ?? throw new QueueDrainingException(agent.Id, cache.Mode.Reason), null);
        if (cache.Depth >= options.CurrentValue.MaxDepth)
            return (await FindReceipt(notification) ?? throw IsFull(agent), null);

        var id = Guid.CreateVersion7();
        var (isNew, offer) = CanGoAtOnce(notification)
            ? await InsertLeased(id, notification, agent)
            : (await InsertWaiting(id, notification), null);
        if (isNew)
            return (new QueueReceipt(id, notification.SessionId, IsDuplicate: false), offer);
        var known = await FindReceipt(notification);
        return (known ?? throw new ConflictException(
            $"Notification '{notification.NotificationId}' was removed in the meantime; send it again."), null);
    }

    private LimitExceededException IsFull(Agent agent) => new(
        "queue.depth", $"The queue of '{agent.Id}' holds {options.CurrentValue.MaxDepth} items, its limit.",
        options.CurrentValue.RetryBaseDelay);

    private Task<QueueReceipt?> FindReceipt(Notification notification) =>
        store.FindReceipt(queue, notification, CancellationToken.None);

    // Where notifications are asked about first, the answer comes before the words are in the transcript.
    private bool CanGoAtOnce(Notification notification) =>
        cache.Mode.Offers && !cooldown.IsOn && !cache.HasMoreRows && _leasing < MaxLeasing && dispatcher.HasRoom
        && cache.Schedule.IsFree(notification.SessionId) && cache.Schedule.CountReady(clock.GetUtcNow(), 1) == 0
        && !gate.Guards(notification.Platform);

    // Its turn begins at once, so the row is born leased, with the person's words: one commit where there would be two.
    private async Task<(bool IsNew, TurnOffer? Offer)> InsertLeased(Guid id, Notification notification, Agent agent)
    {
        var lease = new LeaseToken(_name, id, notification.SessionId, Token: 1);
        cache.Schedule.Occupy(notification.SessionId);
        cache.Leases.Add(id, notification.SessionId, lease.Token, clock.GetUtcNow());
        _leasing++;
        TurnProgress? progress = null;
        try
        {
            progress = await cache.Write(() => Session(notification).Receive(lease, notification));
        }
        catch (ConflictException)
        {
            cache.Invalidate();
            return (await InsertWaiting(id, notification), null);
        }
        finally
        {
            _leasing--;
            if (progress is null)
                cache.Release(lease);
        }
        return progress is null
            ? (false, null)
            : (true, new TurnOffer(lease, notification.Platform, notification.TraceParent, progress, agent));
    }

    private async Task<bool> InsertWaiting(Guid id, Notification notification)
    {
        // A client may name any session; those of a guarded platform follow from its threads.
        if (!gate.Guards(notification.Platform))
            await Session(notification).Open(queue.Name);
        if (await cache.Write(() => store.Insert(queue, id, notification, CancellationToken.None)) is not { } position)
            return false;
        cache.Arrived(new ScheduledItem(
            id, notification.SessionId, position, notification.Priority, clock.GetUtcNow(), Token: 0,
            notification.Platform, notification.TraceParent));
        return true;
    }

    private ISessionGrain Session(Notification notification) =>
        grains.Session(new GrainKey(queue.Tenant, notification.SessionId));
}
