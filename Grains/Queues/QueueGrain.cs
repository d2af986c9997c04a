using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;
using Sanctum.Placement;
using Sanctum.Streams;
using Sanctum.Tenants;
using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>
/// The queue of one agent. Its memory is a cache of its open rows. It is reentrant, because a call spends its time waiting
/// for a group commit that many calls share; memory changes only between awaits, and never before its row did.
/// </summary>
[Reentrant, AgentPlacement, GrainType("queue")]
internal sealed class QueueGrain(
    QueueStore store, QueueBacklogStore backlog, QueueModeStore modes, QueueMeter meter, IReplyGate gate,
    TurnDispatcher dispatcher, SessionEventPublisher events, AgentHomes homes, SiloDeaths silos, TenantList tenants,
    IOptionsMonitor<QueueOptions> options, TimeProvider clock, ILogger<QueueGrain> logger)
    : Grain, IQueueGrain
{
    private const int MaxOffersAtOnce = 64;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(25);
    // Whoever holds a lease stops its work when this call is not answered in time, so it is answered well before that.
    private static readonly TimeSpan MaxKeepAlive = TimeSpan.FromSeconds(10);

    private readonly QueueCooldown _cooldown = new(
        new Backoff(options.CurrentValue.RetryBaseDelay, options.CurrentValue.RetryMaxDelay), clock);
    private readonly TimeSpan _keepAlivePeriod =
        options.CurrentValue.LeaseDuration / 3 < MaxKeepAlive ? options.CurrentValue.LeaseDuration / 3 : MaxKeepAlive;
    private GrainKey _key;
    private string _name = "";
    private QueueCache _cache = null!;
    private QueueIntake _intake = null!;
    private AttemptRecorder _failures = null!;
    private OutcomeWaiters _waiters = null!;
    private readonly Queue<TurnOffer> _batch = [];
    private OneShotTimer _retry = null!;
    private long _homeCheckedAt;

    private QueueOptions Options => options.CurrentValue;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _name = this.GetPrimaryKeyString();
        _key = GrainKey.Parse(_name);
        _cache = new QueueCache(_key, store, backlog, modes, Options, clock, logger, ArmRetry);
        _intake = new QueueIntake(_key, store, _cache, _cooldown, gate, dispatcher, tenants, options, GrainFactory, clock);
        _failures = new AttemptRecorder(_key, Get, store, _cache, _cooldown, meter, options, clock, logger);
        _waiters = new OutcomeWaiters(_cache.IsOpen, Find, clock);
        _retry = new OneShotTimer(this, OfferWhenDue);
        return _cache.EnsureFresh().AsTask();
    }

    // No worker will come for these any more; given back, they wait for nobody's lease to run out. A worker of another process
    // that has only just begun, and does not wait on its lease yet, is overtaken by whoever takes the item next.
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (reason.ReasonCode == DeactivationReasonCode.ShuttingDown)
            await Task.WhenAll(
                _cache.Leases.Unheld(_name).ToArray().Select(lease => store.Defer(lease, TimeSpan.Zero, cancellationToken)));
    }

    public async Task<QueueReceipt> Enqueue(Notification notification)
    {
        if (homes.IsAway(_name, ref _homeCheckedAt))
            Migrate();
        var (receipt, offer) = await _intake.TakeIn(notification);
        if (offer is not null)
            dispatcher.Dispatch(offer);
        else if (!receipt.IsDuplicate)
            OfferWork(1);
        return receipt;
    }

    public Task<QueueReceipt?> FindReceipt(Notification notification) =>
        store.FindReceipt(_key, notification, CancellationToken.None);

    public async Task<QueueModeState> GetMode()
    {
        await _cache.EnsureFresh();
        return _cache.Mode;
    }

    public async Task<TurnOffer?> Offer()
    {
        await _cache.EnsureFresh();
        while (_batch.TryDequeue(out var offered))
        {
            if (_cache.Leases.TryGet(offered.Lease, out _))
                return offered;
        }
        if (_cache.NeedsMoreRows(clock.GetUtcNow()))
            await _cache.Reload();
        if (!await CanOffer() || _cache.Schedule.TakeNext(clock.GetUtcNow()) is not { } item)
        {
            ArmRetry();
            return null;
        }
        return Lease(item);
    }

    public async Task<OfferedBatch> OfferBatch()
    {
        await _cache.EnsureFresh();
        if (_cache.Schedule.Count == 0 && _cache.HasMoreRows)
            await _cache.Reload();
        var items = ImmutableArray.CreateBuilder<Guid>();
        while (!_cooldown.IsOn && !await tenants.IsSuspended(_key.Tenant) && items.Count < Options.BatchSize
            && _cache.Schedule.TakeNext(clock.GetUtcNow()) is { } item)
        {
            _batch.Enqueue(Lease(item));
            items.Add(item.Id);
        }
        if (items.Count > 0)
            QueueLog.BatchOffered(logger, _name, items.Count);
        OfferWork(items.Count);
        return new OfferedBatch(items.DrainToImmutable(), Options.BatchPause);
    }

    public async Task<bool> KeepAlive(LeaseToken lease, CancellationToken cancellationToken)
    {
        if (!_cache.Leases.TryGet(lease, out var active))
            return false;
        var holder = LeaseHolder.OfCall ?? "";
        active.Hold(holder);
        try
        {
            await Task.WhenAny(active.Ended.Task, active.Asked).WaitAsync(_keepAlivePeriod, clock, cancellationToken);
            return !active.Ended.Task.IsCompleted;
        }
        catch (TimeoutException)
        {
            // Whoever asked is dead and hears no answer.
            if (holder.Length > 0 && silos.Include(holder))
                return false;
            if (await _cache.Write(() => store.Prolong(lease, Options.LeaseDuration, cancellationToken)))
                return true;
            await Abandon(lease);
            return false;
        }
        finally
        {
            active.Leave(holder, clock.GetUtcNow());
        }
    }

    public async Task<TurnOffer?> Settle(LeaseToken lease, TurnOutcome outcome, bool takesMore)
    {
        _cache.Release(lease);
        _cooldown.End();
        meter.Ended(outcome.Status);
        _waiters.Ended(new ItemOutcome(
            lease.ItemId, outcome.Status, outcome.StopReason, outcome.ReplySeq, outcome.Error, Reply: outcome.Reply));
        var code = outcome.StopReason switch
        {
            StopReasons.Denied => ErrorCodes.PolicyDenied,
            StopReasons.BudgetExceeded => ErrorCodes.BudgetExceeded,
            _ => null,
        };
        events.Publish(
            SessionKey(lease.SessionId), new TurnEnded(lease.ItemId, outcome.Status, outcome.StopReason, outcome.Error, code));
        return takesMore ? await Offer() : null;
    }

    public Task Abandon(LeaseToken lease)
    {
        _cache.Invalidate(lease);
        return Refresh();
    }

    public async Task<QueueItem> Fail(LeaseToken lease, TurnFailure failure)
    {
        var bounded = failure with { Message = FailureText.Of(failure.Message) };
        if (await _failures.Record(lease, bounded) is not { } item)
        {
            await Abandon(lease);
            throw new LeaseLostException(lease.ItemId, lease.Token);
        }
        if (item.HasEnded)
        {
            meter.Ended(item.Status);
            _waiters.Ended(item.ToOutcome() with { RetryAfter = bounded.RetryAfter });
        }
        ArmRetry();
        events.Publish(SessionKey(lease.SessionId), Ended(item, bounded));
        return item;
    }

    public Task Defer(LeaseToken lease, TimeSpan wait) =>
        PutBack(lease, () => store.Defer(lease, wait, CancellationToken.None), wait);

    public async Task Postpone(LeaseToken lease, TurnFailure cause, TimeSpan wait)
    {
        var bounded = cause with { Message = FailureText.Of(cause.Message) };
        var item = await PutBack(lease, () => store.Postpone(lease, bounded, wait, CancellationToken.None), wait);
        events.Publish(SessionKey(lease.SessionId), Ended(item, bounded));
    }

    public async Task<int> Cancel(string sessionId, string reason)
    {
        await _cache.EnsureFresh();
        var ended = await EndOpenItems(sessionId, reason);
        foreach (var item in ended)
        {
            _cache.Schedule.Remove(item.ItemId, sessionId);
            _cache.Release(item.ItemId, sessionId);
            meter.Ended(item.Status);
            _waiters.Ended(item);
            events.Publish(SessionKey(sessionId), new TurnEnded(item.ItemId, item.Status, StopReasons.Cancelled, reason));
        }
        if (ended.Length > 0)
            QueueLog.Cancelled(logger, _name, sessionId, ended.Length, reason);
        return ended.Length;
    }

    public Task<ItemOutcome?> WaitForOutcome(Guid itemId, TimeSpan wait, CancellationToken cancellationToken) =>
        _waiters.Wait(itemId, wait < MaxWait ? wait : MaxWait, cancellationToken);

    public async Task<QueuePage> List(QueueItemStatus? status, Guid? after, int limit)
    {
        PageLimit.Check(limit);
        var statuses = status is { } one ? [one] : Enum.GetValues<QueueItemStatus>();
        var items = await store.List(_key, statuses, after, limit, CancellationToken.None);
        return QueuePage.Of(items, limit);
    }

    public async Task<QueueItem> Retry(Guid itemId)
    {
        if (await _cache.Write(() => store.Retry(_key, itemId, CancellationToken.None)) is not { } stored)
            throw new ConflictException(
                $"Queue item {itemId} is {(await Get(itemId)).Status}; only items in error, no-reply or cancelled can be " +
                "retried, and not those whose reply was discarded.");
        _cache.Schedule.Add(stored.Schedule(clock.GetUtcNow()));
        OfferWork(1);
        return stored.Item;
    }

    public async Task<QueueItem> Discard(Guid itemId)
    {
        if (await _cache.Write(() => store.Discard(_key, itemId, StopReasons.Discarded, CancellationToken.None)) is not { } item)
            throw new ConflictException(
                $"Queue item {itemId} is {(await Get(itemId)).Status}; only waiting or failed items can be discarded.");
        _cache.Schedule.Remove(item.Id, item.Notification.SessionId);
        _waiters.Ended(item.ToOutcome());
        return item;
    }

    public async Task Refresh()
    {
        await _cache.ReadAgain();
        await _waiters.LookAgain();
        OfferWork(await CountReady());
    }

    public async Task Wake()
    {
        await _cache.EnsureFresh();
        var lost = Lost().ToArray();
        var rescued = await _cache.Write(() => store.Rescue(_key, lost, Options.MaxCrashes, CancellationToken.None));
        foreach (var item in rescued.Select(stored => stored.Item).Where(item => item.HasEnded))
            AnnounceLastCrash(item);
        if (rescued.Length > 0)
            QueueLog.Rescued(logger, _name, rescued.Length);
        // An offer may have died on its way to a worker; memory alone knows of it.
        if (lost.Length > 0)
            await _cache.Write(() => store.Withdraw(lost, CancellationToken.None));
        // Whoever wakes a queue saw a row that should have been taken up; memory may be wrong about it.
        await Refresh();
    }

    private async Task<QueueItem> PutBack(LeaseToken lease, Func<Task<StoredItem?>> write, TimeSpan wait)
    {
        if (await _cache.Write(write) is not { } stored)
        {
            // Its turn may not have begun; then the item is to be offered again.
            await Abandon(lease);
            throw new LeaseLostException(lease.ItemId, lease.Token);
        }
        _cache.Schedule.Add(stored.Schedule(clock.GetUtcNow() + wait));
        _cache.Release(lease.ItemId, lease.SessionId);
        ArmRetry();
        return stored.Item;
    }

    private void AnnounceLastCrash(QueueItem item)
    {
        meter.Ended(item.Status);
        _waiters.Ended(item.ToOutcome());
        var crash = new TurnFailure(ErrorClass.Health, item.LastError ?? "");
        events.Publish(SessionKey(item.Notification.SessionId), Ended(item, crash));
    }

    // What no worker has claimed yet has no holder, and is not lost.
    private IEnumerable<LeaseToken> Lost() =>
        _cache.Leases.Lost(_name, silos.Include, clock.GetUtcNow(), ActiveLeases.UnheldGrace)
        .Except(_batch.Select(offer => offer.Lease));

    private TurnOffer Lease(ScheduledItem item)
    {
        var lease = new LeaseToken(_name, item.Id, item.SessionId, item.Token + 1);
        _cache.Leases.Add(item.Id, item.SessionId, lease.Token, clock.GetUtcNow());
        return new TurnOffer(lease, item.Platform, item.TraceParent);
    }

    // Long calls are answered first, because the activation moves when the last of its calls has ended.
    private void Migrate()
    {
        this.MigrateOnIdle();
        _waiters.Release();
        _cache.Leases.Pulse();
    }

    // What a suspended tenant has waits; the lifeline wakes its queues when it is resumed.
    private async ValueTask<bool> CanOffer() =>
        !await tenants.IsSuspended(_key.Tenant) && _cache.Mode.Offers && !_cooldown.IsOn;

    private async ValueTask<int> CountReady() =>
        await CanOffer() ? _cache.Schedule.CountReady(clock.GetUtcNow(), MaxOffersAtOnce) : 0;

    private Task<QueueItem?> Find(Guid itemId) => store.Find(_key, itemId, CancellationToken.None);

    private async Task<QueueItem> Get(Guid itemId) =>
        await Find(itemId) ?? throw new NotFoundException("queue item", itemId.ToString());

    private TurnEnded Ended(QueueItem item, TurnFailure failure)
    {
        var wait = item.HasEnded ? failure.RetryAfter : item.NextAttemptAt - clock.GetUtcNow();
        var seconds = wait is { } time ? (int?)Math.Clamp(Math.Ceiling(time.TotalSeconds), 0, int.MaxValue) : null;
        return new TurnEnded(
            item.Id, item.Status, StopReasons.Error, failure.Message, failure.Code ?? ErrorCodes.TurnFailed, failure.IsRetriable,
            seconds);
    }

    // The session writes it, because it owns the transcript. After a failed call only the rows say what became of the items.
    private async Task<ImmutableArray<ItemOutcome>> EndOpenItems(string sessionId, string reason)
    {
        try
        {
            var session = GrainFactory.Session(SessionKey(sessionId));
            return await _cache.Write(() => session.Cancel(_key.Name, FailureText.Of(reason)));
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            _cache.Invalidate();
            throw;
        }
    }

    private GrainKey SessionKey(string sessionId) => new(_key.Tenant, sessionId);

    private async Task OfferWhenDue() => OfferWork(Math.Max(1, await CountReady()));

    // The lifeline finds what a lost wake-up leaves waiting.
    private void OfferWork(int wakeUps)
    {
        for (var i = 0; i < wakeUps; i++)
            dispatcher.Wake(_name);
    }

    private void ArmRetry()
    {
        if ((_cooldown.Until ?? _cache.Schedule.NextDue(clock.GetUtcNow())) is { } due)
            _retry.Set(due - clock.GetUtcNow());
    }
}
