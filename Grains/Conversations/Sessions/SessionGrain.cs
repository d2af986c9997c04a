using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Placement;
using Sanctum.Platforms;
using Sanctum.Queues;
using Sanctum.Streams;
using Sanctum.Tenants;
using Sanctum.Tools;
using Sanctum.Trust;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>One conversation and the only writer of its transcript. Its memory is a cache of the transcript's end.</summary>
[SessionPlacement, GrainType("session")]
internal sealed class SessionGrain(
    [PersistentState("session")] IPersistentState<SessionState> state,
    TranscriptStore store,
    CompactionStore compactions,
    RecalledStore recalled,
    PastContexts past,
    SenderTrust senders,
    IOptionsMonitor<ConversationOptions> options,
    IOptionsMonitor<QueueOptions> queueOptions,
    SessionEventPublisher events,
    SessionWatchers watchers,
    EventStreams streams,
    AgentHomes homes,
    TenantQuotaCheck quotas,
    TimeProvider clock,
    ILogger<SessionGrain> logger) : Grain, ISessionGrain
{
    private const int MaxEntriesPerRead = 1_000;

    private readonly Transcript _transcript = new(options.CurrentValue.ContextEntries + 1);
    private GrainKey _key;
    private CurrentTurn _turn = null!;
    private SessionAudience _audience = null!;
    private long _homeCheckedAt;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _turn = new CurrentTurn(_transcript, options.CurrentValue, clock);
        _key = this.Key();
        if (state.RecordExists)
            await LoadTail(cancellationToken);
        _audience = watchers.Enter(_key.ToString());
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        watchers.Leave(_key.ToString());
        return Task.CompletedTask;
    }

    public async Task<Session> Open(string agentId)
    {
        if (!state.RecordExists)
        {
            await quotas.Within(TenantQuotaKind.Sessions, _key.Tenant, () =>
            {
                state.State.AgentId = agentId;
                state.State.CreatedAt = clock.GetUtcNow();
                return Write(async () =>
                {
                    await state.WriteStateAsync();
                    return true;
                });
            });
        }
        if (state.State.AgentId != agentId)
            throw new ConflictException($"Session '{_key.Name}' belongs to agent '{state.State.AgentId}'.");
        return Describe();
    }

    public async Task Restore(string agentId)
    {
        await state.ReadStateAsync();
        await Open(agentId);
        // This activation may have taken it for a new one; the next reads its transcript.
        DeactivateOnIdle();
    }

    public Task<Session> Get() => Task.FromResult(Describe());

    public async Task<TranscriptPage> Read(long after, int limit)
    {
        PageLimit.Check(limit, max: MaxEntriesPerRead);
        if (after < 0)
            throw new InvalidRequestException("after", $"{after} is below 0.");
        Describe();
        // An entry that is written while the rows are read must not be counted and left out.
        var last = _transcript.LastSeq;
        var rows = await store.Read(_key, after, limit, CancellationToken.None);
        var entries = rows.Select(stored => stored.Entry with { ModelData = null });
        return new TranscriptPage([.. entries], Math.Max(last, rows is [.., var newest] ? newest.Entry.Seq : 0));
    }

    public Task<long> Watch(ISessionObserver observer)
    {
        _audience.Add(observer);
        return Task.FromResult(_transcript.LastSeq);
    }

    public Task Unwatch(ISessionObserver observer)
    {
        _audience.Remove(observer);
        return Task.CompletedTask;
    }

    public Task Announce(SessionEvent happened, long? seq)
    {
        if (!_audience.IsEmpty)
            _audience.Publish(streams.Envelop(_key.ToString(), happened, seq));
        return Task.CompletedTask;
    }

    public async Task<TurnProgress?> Receive(LeaseToken lease, Notification notification)
    {
        await SwitchToOffered(lease);
        var said = Said(notification, _turn.Now());
        var born = new TurnLease(lease, notification, Attempt: 1);
        var duration = queueOptions.CurrentValue.LeaseDuration;
        if (!await WriteNext(() => store.Receive(born, said, duration, CancellationToken.None)))
            return null;
        _turn.Hold(born);
        Committed(said);
        return _turn.Progress();
    }

    public async Task<TurnLease> TakeLease(LeaseToken lease)
    {
        await SwitchToOffered(lease);
        await WriteLease(lease, userSeq: null, _turn.Now());
        return _turn.Lease;
    }

    public async Task<TurnProgress> BeginTurn(LeaseToken lease, bool isPreLeased)
    {
        await (isPreLeased ? SwitchToHeld(lease) : SwitchToOffered(lease));
        var (isFirst, at) = (_turn.IsUnwritten, _turn.Now());
        if (!isPreLeased)
            await WriteLease(lease, isFirst ? _transcript.LastSeq + 1 : null, at);
        if (isFirst)
        {
            var said = Said(_turn.Lease.Notification, at);
            if (isPreLeased)
                ThrowIfLost(lease, await Write(() => store.Append(lease, said, CancellationToken.None)));
            Committed(said);
        }
        events.Publish(_key, new TurnStarted(lease.ItemId, _turn.Lease.Attempt));
        return _turn.Progress();
    }

    public async Task<TurnProgress?> ResumeTurn(LeaseToken lease)
    {
        await SwitchToHeld(lease);
        var progress = _turn.Progress();
        return _turn.TryResume(progress) ? progress : null;
    }

    public async Task<TurnProgress> RecordAnswer(LeaseToken lease, ModelAnswer answer)
    {
        await SwitchToHeld(lease);
        var calls = answer.ToolCalls.Select(call => call with { CallId = $"call_{Guid.CreateVersion7():N}" }).ToImmutableArray();
        var entry = _turn.NextEntry(TranscriptRole.Assistant, state.State.AgentId, answer.Text) with
        {
            ToolCalls = calls,
            Usage = answer.Usage,
            ModelData = answer.ModelData,
            Trust = answer.Trust,
        };
        var stored = new StoredEntry(entry, _turn.NextStep);
        ThrowIfLost(lease, await Write(() => store.AppendAnswer(lease, stored, state.State.AgentId, CancellationToken.None)));
        Committed(stored);
        return _turn.Progress();
    }

    public async Task<TurnProgress> Compact(LeaseToken lease, Compaction compaction)
    {
        await SwitchToHeld(lease);
        if (_transcript.Compaction?.Number >= compaction.Number)
            return _turn.Progress();
        ThrowIfLost(lease, await WriteNext(() => compactions.Add(lease, compaction, CancellationToken.None)));
        _transcript.Compact(compaction);
        return _turn.Progress();
    }

    public async Task<TurnProgress> KeepRecalled(LeaseToken lease, ImmutableArray<RecalledPassage> passages)
    {
        await SwitchToHeld(lease);
        if (!_transcript.Recalled.IsEmpty)
            return _turn.Progress();
        ThrowIfLost(lease, await Write(() => recalled.Keep(lease, passages, CancellationToken.None)));
        _transcript.Recall(passages);
        return _turn.Progress();
    }

    public async Task<ContextEntries> ReadContext(long? step)
    {
        var agent = Describe().AgentId;
        var limits = options.CurrentValue;
        return step is { } earlier
            ? await past.Read(_key, agent, earlier, CancellationToken.None)
            : new ContextEntries(
                agent, _transcript.Context(limits.ContextEntries, limits.ContextCharacters), _transcript.Compaction, null, null)
            {
                Recalled = _turn.Recalled,
            };
    }

    public async Task<bool> StartTool(LeaseToken lease, string callId)
    {
        await SwitchToHeld(lease);
        if (!_turn.TryStart(callId))
            throw new ConflictException($"Tool call '{callId}' is already running.");
        var (isHeld, isFirst) = await Write(() => store.StartTool(lease, callId, CancellationToken.None));
        ThrowIfLost(lease, isHeld);
        return isFirst;
    }

    public async Task<TurnProgress> HoldTool(LeaseToken lease, string callId, DateTimeOffset until)
    {
        await SwitchToHeld(lease);
        _turn.HoldCall(callId, until);
        return _turn.Progress();
    }

    public async Task<TurnProgress> RecordToolResult(LeaseToken lease, ToolResult result)
    {
        await SwitchToHeld(lease);
        var progress = _turn.Progress();
        if (progress.OpenCalls.FirstOrDefault(open => open.CallId == result.CallId) is not { } call)
            return progress;
        var entry = _turn.NextEntry(TranscriptRole.Tool, result.Tool, result.Payload) with
        {
            ToolCallId = result.CallId,
            ToolStatus = result.Status,
            Trust = result.Trust,
        };
        var stored = new StoredEntry(entry, _turn.NextStep);
        var agent = state.State.AgentId;
        var audit = ToolRunAudit.Entry(entry.OccurredAt, $"agent/{agent}", agent, _key.Name, call, result);
        ThrowIfLost(lease, await Write(() => store.AppendToolResult(lease, stored, result, audit, CancellationToken.None)));
        Committed(stored);
        return _turn.Progress();
    }

    public async Task<TurnOutcome> CompleteTurn(LeaseToken lease, TurnCompletion completion)
    {
        await SwitchToHeld(lease);
        var last = _turn.LastEntry(completion, state.State.AgentId);
        var outcome = completion.Reply is null
            ? new TurnOutcome(QueueItemStatus.NoReply, completion.StopReason, ReplySeq: null, completion.Error)
            : new TurnOutcome(
                QueueItemStatus.Done, completion.StopReason, last!.Entry.Seq, completion.Error,
                last.Entry with { ModelData = null });
        var post = completion.Reply is { } reply ? ReplyPost.Of(_turn.Lease, reply) : null;
        var position = await Write(() => store.Complete(lease, outcome, last, post, CancellationToken.None));
        ThrowIfLost(lease, isHeld: position is not null);
        if (last is not null)
            Committed(last);
        if (post is not null && position > 0)
            await GrainFactory.Outbox(new AccountKey(_key.Tenant, post.Platform, post.Account)).Send(post, position.Value);
        _turn.Release();
        MigrateIfAway();
        return outcome;
    }

    public async Task<ImmutableArray<ItemOutcome>> Cancel(string agentId, string reason)
    {
        _turn.Release();
        // The turn may have been written elsewhere, under a lease that this activation never saw.
        var turns = await store.ReadOpenTurns(_key, agentId, CancellationToken.None);
        await LoadTail(CancellationToken.None);
        var (last, closing) = (_transcript.LastSeq, TurnClosing.Of(turns, agentId, _key.Name, _turn.Now()));
        var ended = await WriteNext(() => store.Cancel(_key, agentId, reason, last, closing, CancellationToken.None));
        var cancelled = ended.Select(item => item.ItemId).ToHashSet();
        foreach (var entry in closing.Select(close => close.Stored).Where(stored => cancelled.Contains(stored.Entry.TurnId)))
            Closed(entry with { Entry = entry.Entry with { Seq = ++last } });
        return ended;
    }

    private async Task LoadTail(CancellationToken ct)
    {
        var newest = compactions.FindBefore(_key, long.MaxValue, ct);
        var tail = await store.ReadTail(_key, options.CurrentValue.ContextEntries, ct);
        await _transcript.Load(tail, await newest, turn => store.ReadTurn(turn, ct));
    }

    private Session Describe()
    {
        if (state.RecordExists)
            return new Session(_key.Name, state.State.AgentId, _transcript.LastSeq, state.State.CreatedAt);
        // Anybody may ask for ids that nobody has; those must not fill the memory.
        DeactivateOnIdle();
        throw new NotFoundException("session", _key.Name);
    }

    // The turn of a lease that a worker holds. This activation may not have seen it: the turn moved, or the session did.
    private async Task SwitchToHeld(LeaseToken lease)
    {
        if (_turn.IsUnder(lease))
            return;
        var held = await store.FindLease(lease, CancellationToken.None)
            ?? throw new LeaseLostException(lease.ItemId, lease.Token);
        _turn.SwitchTo(lease.ItemId, await store.ReadTurn(lease.ItemId, CancellationToken.None));
        _turn.Hold(held);
    }

    // Between two turns: nothing is lost that the next activation does not read.
    private void MigrateIfAway()
    {
        if (state.RecordExists && homes.IsAway(new GrainKey(_key.Tenant, state.State.AgentId).ToString(), ref _homeCheckedAt))
            this.MigrateOnIdle();
    }

    // The turn of a lease that was offered and that no row says is held. The first lease of an item finds no entries; asking for
    // them would cost every turn a query.
    private async Task SwitchToOffered(LeaseToken lease)
    {
        await Open(lease.Agent.Name);
        _turn.SwitchTo(lease.ItemId, lease.Token == 1 ? [] : await store.ReadTurn(lease.ItemId, CancellationToken.None));
    }

    // The offered lease becomes a held one, with the person's words where they are not written yet.
    private async Task WriteLease(LeaseToken lease, long? userSeq, DateTimeOffset at)
    {
        var duration = queueOptions.CurrentValue.LeaseDuration;
        _turn.Hold(
            await Write(() => store.Begin(lease, duration, userSeq, at, senders.Known, CancellationToken.None))
                ?? throw new LeaseLostException(lease.ItemId, lease.Token));
    }

    private StoredEntry Said(Notification notification, DateTimeOffset at) =>
        _turn.Said(notification, senders.Of(notification.Platform, notification.From), at);

    private void ThrowIfLost(LeaseToken lease, bool isHeld)
    {
        if (isHeld)
            return;
        _turn.Release();
        throw new LeaseLostException(lease.ItemId, lease.Token);
    }

    private void Committed(StoredEntry stored)
    {
        _transcript.Append(stored);
        events.Publish(_key, new EntryAppended(stored.Entry with { ModelData = null }), stored.Entry.Seq);
    }

    // Watchers that saw the tool begin see it end.
    private void Closed(StoredEntry stored)
    {
        Committed(stored);
        if (stored.Entry is { ToolCallId: { } call, ToolStatus: { } status } entry)
            events.Publish(_key, new ToolEnded(entry.TurnId, call, entry.Author, status, TimeSpan.Zero));
    }

    // A write that takes the next places in the transcript.
    private async Task<T> WriteNext<T>(Func<Task<T>> write)
    {
        try
        {
            return await Write(write);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new ConflictException(
                $"Session '{_key.Name}' was changed by another activation; the next one reads its state.");
        }
    }

    // After a failed write nobody knows what the rows hold; the next activation reads them.
    private async Task<T> Write<T>(Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (Exception exception) when (exception is StorageUnavailableException or NpgsqlException or OrleansException)
        {
            ConversationLog.SessionReloads(logger, exception, _key);
            DeactivateOnIdle();
            throw;
        }
    }
}
