using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Sanctum.Agents;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Platforms;
using Sanctum.Plugins;
using Sanctum.Streams;

namespace Sanctum.Queues;

/// <summary>
/// The queue of one agent. Its memory is a cache of its open rows. It is reentrant, because a call spends its time waiting
/// for a group commit that many calls share; memory changes only between awaits, and never before its row did.
/// </summary>
[Reentrant]
internal sealed class QueueGrain(
    QueueStore store, QueueBacklogStore backlog, QueueModeStore modes, QueueMeter meter, ReplyGate gate, PluginEventHub plugins,
    IOptions<QueueOptions> options, TimeProvider clock, ILogger<QueueGrain> logger)
    : Grain, IQueueGrain
{
    private const int MostOffersAtOnce = 64;
    // Where workers are few, waiting is done without a lease.
    private const int MostUnclaimed = 16;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(25);
    // Whoever holds a lease stops its work when this call is not answered in time, so it is answered well before that.
    private static readonly TimeSpan LongestKeepAlive = TimeSpan.FromSeconds(10);

    private readonly Queue<TurnOffer> _taken = [];
    private readonly OutcomeWaiters _waiters = new();
    private readonly QueueOptions _options = options.Value;
    private readonly Rest _rest = new(new Backoff(options.Value.RetryBaseDelay, options.Value.RetryMaxDelay), clock);
    private readonly TimeSpan _keepAlivePeriod =
        options.Value.LeaseDuration / 3 < LongestKeepAlive ? options.Value.LeaseDuration / 3 : LongestKeepAlive;
    private GrainKey _key;
    private string _name = "";
    private QueueMemory _memory = null!;
    private IGrainTimer? _retryTimer;
    private int _unclaimed;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _name = this.GetPrimaryKeyString();
        _key = GrainKey.Parse(_name);
        _memory = new QueueMemory(_key, store, backlog, modes, _options, clock, logger, ArmRetryTimer);
        return _memory.EnsureFresh().AsTask();
    }

    // No worker will come for these any more; given back, they wait for nobody's lease to run out. A worker of another process
    // that has only just begun, and does not wait on its lease yet, is overtaken by whoever takes the item next.
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        var unheld = reason.ReasonCode == DeactivationReasonCode.ShuttingDown
            ? _memory.Leases.Unheld(_name)
            : _taken.Select(taken => taken.Lease).Where(lease => _memory.Leases.TryGet(lease, out _));
        await Task.WhenAll(unheld.ToArray().Select(lease => store.Defer(lease, TimeSpan.Zero, cancellationToken)));
    }

    public async Task<QueueReceipt> Enqueue(Notification notification)
    {
        NotificationRules.Check(notification);
        var agent = await GrainFactory.GetGrain<IAgentGrain>(_name).Get();
        if (agent.Status == AgentStatus.Retired)
            throw new ConflictException($"Agent '{agent.Id}' is retired and takes no messages.");
        await _memory.EnsureFresh();
        if (!_memory.Mode.TakesIn)
            return await store.FindReceipt(_key, notification, CancellationToken.None) ?? throw new QueueDrainingException(agent.Id, _memory.Mode.Reason);
        if (_memory.Depth >= _options.MaxDepth)
            throw new LimitExceededException("queue.depth", $"The queue of '{agent.Id}' holds {_options.MaxDepth} items, its limit.", _options.RetryBaseDelay);

        var id = Guid.CreateVersion7();
        if (!await (CanGoAtOnce(notification) ? InsertLeased(id, notification) : InsertWaiting(id, notification)))
            return await store.FindReceipt(_key, notification, CancellationToken.None)
                ?? throw new ConflictException($"Notification '{notification.NotificationId}' was removed just now; send it again.");
        await Announce(1);
        return new QueueReceipt(id, notification.SessionId, IsDuplicate: false);
    }

    public async Task<QueueModeState> GetMode()
    {
        await _memory.EnsureFresh();
        return _memory.Mode;
    }

    public async Task<TurnOffer?> Offer()
    {
        await _memory.EnsureFresh();
        while (_taken.TryDequeue(out var taken))
        {
            _unclaimed--;
            if (_memory.Leases.TryGet(taken.Lease, out _))
                return taken;
        }
        if (_memory.Schedule.Count == 0 && _memory.HasMoreRows)
            await _memory.Reload();
        if (!CanOffer || _memory.Schedule.TakeNext(clock.GetUtcNow()) is not { } item)
        {
            ArmRetryTimer();
            return null;
        }
        var lease = new LeaseToken(_name, item.Id, item.SessionId, item.Token + 1);
        _memory.Leases.Add(item.Id, item.SessionId, lease.Token, clock.GetUtcNow());
        return new TurnOffer(lease, item.Platform, item.TraceParent);
    }

    public async Task<bool> KeepAlive(LeaseToken lease, CancellationToken cancellationToken)
    {
        if (!_memory.Leases.TryGet(lease, out var active))
            return false;
        active.Holders++;
        try
        {
            await active.Ended.Task.WaitAsync(_keepAlivePeriod, clock, cancellationToken);
            return false;
        }
        catch (TimeoutException)
        {
            if (await _memory.Write(() => store.Prolong(lease, _options.LeaseDuration, cancellationToken)))
                return true;
            await Abandon(lease);
            return false;
        }
        finally
        {
            active.Holders--;
        }
    }

    public async Task Settle(LeaseToken lease, TurnOutcome outcome)
    {
        _memory.Release(lease);
        _rest.End();
        meter.Ended(outcome.Status);
        _waiters.Ended(new ItemOutcome(lease.ItemId, outcome.Status, outcome.StopReason, outcome.ReplySeq, outcome.Error));
        await Publish(lease.SessionId, new TurnEnded(lease.ItemId, outcome.Status, outcome.StopReason, outcome.Error));
    }

    public Task Abandon(LeaseToken lease)
    {
        _memory.Doubt(lease);
        return Refresh();
    }

    public async Task<QueueItem> Fail(LeaseToken lease, TurnFailure failure)
    {
        var bounded = failure with { Message = FailureText.Of(failure.Message) };
        var (stored, retryIn) = await RecordFailure(lease, bounded);
        if (stored is null)
        {
            await Abandon(lease);
            throw new LeaseLostException(lease.ItemId, lease.Token);
        }

        var item = stored.Item;
        QueueLog.AttemptFailed(logger, _name, item.Id, failure.Class, item.Attempts, retryIn, bounded.Message);
        meter.Failed(failure.Class);
        if (retryIn is { } delay)
            _memory.Schedule.Add(stored.Schedule(clock.GetUtcNow() + delay));
        _memory.Release(item.Id, lease.SessionId);
        if (item.HasEnded)
        {
            meter.Ended(item.Status);
            _waiters.Ended(item.ToOutcome());
        }
        ArmRetryTimer();
        await Publish(lease.SessionId, new TurnEnded(item.Id, item.Status, StopReasons.Error, bounded.Message));
        return item;
    }

    public async Task Defer(LeaseToken lease, TimeSpan wait)
    {
        var stored = await _memory.Write(() => store.Defer(lease, wait, CancellationToken.None)) ?? throw new LeaseLostException(lease.ItemId, lease.Token);
        _memory.Schedule.Add(stored.Schedule(clock.GetUtcNow() + wait));
        _memory.Release(lease.ItemId, lease.SessionId);
        ArmRetryTimer();
    }

    public async Task<int> Cancel(string sessionId, string reason)
    {
        await _memory.EnsureFresh();
        var ended = await _memory.Write(() => store.Cancel(_key, sessionId, reason, StopReasons.Cancelled, CancellationToken.None));
        foreach (var item in ended)
        {
            _memory.Schedule.Remove(item.Id, sessionId);
            _memory.Release(item.Id, sessionId);
            _waiters.Ended(item.ToOutcome());
            await Publish(sessionId, new TurnEnded(item.Id, item.Status, StopReasons.Cancelled, reason));
        }
        if (ended.Length > 0)
            QueueLog.Cancelled(logger, _name, sessionId, ended.Length, reason);
        return ended.Length;
    }

    public async Task<ItemOutcome?> WaitForOutcome(Guid itemId, TimeSpan wait, CancellationToken cancellationToken)
    {
        var ended = _waiters.WhenEnded(itemId);
        if (!_memory.IsOpen(itemId) && await Find(itemId) is { HasEnded: true } item)
            _waiters.Ended(item.ToOutcome());
        try
        {
            return await ended.WaitAsync(wait < LongestWait ? wait : LongestWait, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Nobody may have told this activation of the end: the rows know.
            return await Find(itemId) is { HasEnded: true } late ? late.ToOutcome() : null;
        }
    }

    public async Task<QueuePage> List(QueueItemStatus? status, Guid? after, int limit)
    {
        if (limit is < 1 or > 200)
            throw new InvalidRequestException("limit", $"{limit} is not between 1 and 200.");
        var statuses = status is { } one ? [one] : Enum.GetValues<QueueItemStatus>();
        var items = await store.List(_key, statuses, after, limit, CancellationToken.None);
        return new QueuePage(items, items.Length == limit ? items[^1].Id : null);
    }

    public async Task<QueueItem> Retry(Guid itemId)
    {
        if (await _memory.Write(() => store.Retry(_key, itemId, CancellationToken.None)) is not { } stored)
            throw new ConflictException($"Queue item {itemId} is {(await Find(itemId)).Status}; only items in error or no-reply can be retried, and not those whose reply was discarded.");
        _memory.Schedule.Add(stored.Schedule(clock.GetUtcNow()));
        await Announce(1);
        return stored.Item;
    }

    public async Task<QueueItem> Discard(Guid itemId)
    {
        if (await _memory.Write(() => store.Discard(_key, itemId, StopReasons.Discarded, CancellationToken.None)) is not { } item)
            throw new ConflictException($"Queue item {itemId} is {(await Find(itemId)).Status}; only waiting or failed items can be discarded.");
        _memory.Schedule.Remove(item.Id, item.Notification.SessionId);
        _waiters.Ended(item.ToOutcome());
        return item;
    }

    public async Task Refresh()
    {
        await _memory.ReadAgain();
        foreach (var item in _waiters.Items.Where(item => !_memory.IsOpen(item)))
        {
            if (await store.Find(_key, item, CancellationToken.None) is { HasEnded: true } ended)
                _waiters.Ended(ended.ToOutcome());
        }
        await Announce(CountReady());
    }

    public async Task Wake()
    {
        var rescued = await _memory.Write(() => store.Rescue(_key, _options.MaxCrashes, CancellationToken.None));
        foreach (var stored in rescued.Where(stored => stored.Item.HasEnded))
            _waiters.Ended(stored.Item.ToOutcome());
        if (rescued.Length > 0)
            QueueLog.Rescued(logger, _name, rescued.Length);
        // Whoever wakes a queue saw a row that should have been taken up; memory may be wrong about it.
        await Refresh();
    }

    // Where notifications are asked about first, the answer comes before the words are in the transcript.
    private bool CanGoAtOnce(Notification notification) =>
        CanOffer && !_memory.HasMoreRows && _unclaimed < MostUnclaimed && _memory.Schedule.IsFree(notification.SessionId) && _memory.Schedule.CountReady(clock.GetUtcNow(), 1) == 0
        && !gate.Guards(notification.Platform);

    // Its turn begins at once, so the row is born leased, with the person's words: one commit where there would be two.
    private async Task<bool> InsertLeased(Guid id, Notification notification)
    {
        var lease = new LeaseToken(_name, id, notification.SessionId, Token: 1);
        _memory.Schedule.Occupy(notification.SessionId);
        _memory.Leases.Add(id, notification.SessionId, lease.Token, clock.GetUtcNow());
        _unclaimed++;
        var isTaken = false;
        try
        {
            var session = GrainFactory.GetGrain<ISessionGrain>(new GrainKey(_key.Tenant, notification.SessionId).ToString());
            isTaken = await _memory.Write(() => session.Receive(lease, notification));
        }
        catch (ConflictException)
        {
            _memory.Doubt();
            return await InsertWaiting(id, notification);
        }
        finally
        {
            if (isTaken)
            {
                _taken.Enqueue(new TurnOffer(lease, notification.Platform, notification.TraceParent, IsTaken: true));
            }
            else
            {
                _unclaimed--;
                _memory.Release(lease);
            }
        }
        return isTaken;
    }

    private async Task<bool> InsertWaiting(Guid id, Notification notification)
    {
        if (await _memory.Write(() => store.Insert(_key, id, notification, CancellationToken.None)) is not { } position)
            return false;
        _memory.Arrived(new ScheduledItem(
            id, notification.SessionId, position, notification.Priority, clock.GetUtcNow(), Token: 0,
            notification.Platform, notification.TraceParent));
        return true;
    }

    private async Task<(StoredItem? Item, TimeSpan? RetryIn)> RecordFailure(LeaseToken lease, TurnFailure failure)
    {
        try
        {
            if (failure.Class == ErrorClass.Health)
                return await RecordExhaustion(lease, failure);
            var retryIn = RetryDelay(failure, (await Find(lease.ItemId)).Attempts + 1);
            return (await _memory.Write(() => store.Fail(lease, failure, retryIn, StopReasons.Error, CancellationToken.None)), retryIn);
        }
        catch (StorageUnavailableException)
        {
            // The holder is done with it all the same.
            _memory.Doubt(lease);
            throw;
        }
    }

    // It is not the item that failed but this process, which would fail the next one too.
    private async Task<(StoredItem? Item, TimeSpan? RetryIn)> RecordExhaustion(LeaseToken lease, TurnFailure failure)
    {
        var rest = _rest.Begin(failure.RetryAfter);
        QueueLog.Resting(logger, _name, rest);
        var stored = await _memory.Write(() => store.Release(lease, failure, rest, _options.MaxCrashes, StopReasons.Error, CancellationToken.None));
        return (stored, stored is { Item.HasEnded: false } ? rest : null);
    }

    private TimeSpan? RetryDelay(TurnFailure failure, int attempts)
    {
        var canRetry = failure.Class == ErrorClass.Transient && attempts < _options.MaxAttempts;
        return canRetry ? new Backoff(_options.RetryBaseDelay, _options.RetryMaxDelay).Delay(attempts, failure.RetryAfter, Random.Shared) : null;
    }

    private bool CanOffer => _memory.Mode.Offers && !_rest.IsOn;

    private int CountReady() => CanOffer ? _memory.Schedule.CountReady(clock.GetUtcNow(), MostOffersAtOnce) : 0;

    private async Task<QueueItem> Find(Guid itemId) =>
        await store.Find(_key, itemId, CancellationToken.None) ?? throw new NotFoundException("queue item", itemId.ToString());

    private async Task Announce(int wakeUps)
    {
        try
        {
            for (var i = 0; i < wakeUps; i++)
                await this.GetStreamProvider(StreamNames.Provider).Publish(StreamNames.ConversationInbound, _name, new WorkOffered(_name));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            QueueLog.WakeUpLost(logger, e, _name);
        }
    }

    private async Task Publish(string sessionId, EventPayload payload)
    {
        var session = new GrainKey(_key.Tenant, sessionId);
        plugins.Tell(session, payload);
        try
        {
            await this.GetStreamProvider(StreamNames.Provider).Publish(StreamNames.ConversationOutbound, session.ToString(), payload);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            QueueLog.WakeUpLost(logger, e, _name);
        }
    }

    private void ArmRetryTimer()
    {
        if ((_rest.Until ?? _memory.Schedule.NextDue(clock.GetUtcNow())) is not { } due)
            return;
        var wait = due - clock.GetUtcNow();
        wait = wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        if (_retryTimer is null)
            _retryTimer = this.RegisterGrainTimer(_ => Announce(Math.Max(1, CountReady())), new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        else
            _retryTimer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
