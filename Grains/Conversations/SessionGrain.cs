using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Sanctum.Audit;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Plugins;
using Sanctum.Publishing;
using Sanctum.Queues;
using Sanctum.Streams;
using Sanctum.Tools;

namespace Sanctum.Conversations;

/// <summary>One conversation and the only writer of its transcript. Its memory is a cache of the transcript's end.</summary>
internal sealed class SessionGrain(
    [PersistentState("session")] IPersistentState<SessionState> state,
    TranscriptStore store,
    IOptions<ConversationOptions> options,
    IOptions<QueueOptions> queueOptions,
    PluginEventHub plugins,
    ILogger<SessionGrain> logger) : Grain, ISessionGrain
{
    private const int MostEntriesPerRead = 1_000;

    private readonly Transcript _transcript = new(options.Value.ContextEntries + 1);
    private GrainKey _key;
    private SessionNews _news = null!;
    // What was handed out under the present lease: a stream may deliver twice what a worker acts on.
    private readonly HashSet<string> _startedCalls = new(StringComparer.Ordinal);
    private long _resumedAt;
    private TurnLease? _turn;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = GrainKey.Parse(this.GetPrimaryKeyString());
        _news = new SessionNews(this.GetStreamProvider(StreamNames.Provider), plugins, logger);
        if (state.RecordExists)
            _transcript.Load(await store.ReadTail(_key, options.Value.ContextEntries, cancellationToken));
    }

    public async Task<Session> Open(string agentId)
    {
        if (!state.RecordExists)
        {
            state.State.AgentId = agentId;
            state.State.CreatedAt = DateTimeOffset.UtcNow;
            await Write(async () =>
            {
                await state.WriteStateAsync();
                return true;
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
        if (limit is < 1 or > MostEntriesPerRead)
            throw new InvalidRequestException("limit", $"{limit} is not between 1 and {MostEntriesPerRead}.");
        if (after < 0)
            throw new InvalidRequestException("after", $"{after} is below 0.");
        Describe();
        // An entry that is written while the rows are read must not be counted and left out.
        var last = _transcript.LastSeq;
        var rows = await store.Read(_key, after, limit, CancellationToken.None);
        return new TranscriptPage([.. rows.Select(stored => stored.Entry)], Math.Max(last, rows is [.., var newest] ? newest.Entry.Seq : 0));
    }

    public async Task<bool> Receive(LeaseToken lease, Notification notification)
    {
        await Prepare(lease);
        var turn = new TurnLease(lease, notification, Attempt: 1);
        var said = new StoredEntry(NextEntry(turn, TranscriptRole.User, notification.From, notification.Text), Step: 0);
        try
        {
            if (!await Write(() => store.Receive(turn, said.Entry.Seq, queueOptions.Value.LeaseDuration, CancellationToken.None)))
                return false;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new ConflictException($"Session '{_key.Name}' has moved on; its next activation reads where it is.");
        }
        _turn = turn;
        await Committed(said);
        return true;
    }

    public async Task<TurnLease> TakeLease(LeaseToken lease)
    {
        await Prepare(lease);
        return _turn = await Take(lease, userSeq: null);
    }

    public async Task<TurnProgress> BeginTurn(LeaseToken lease, bool isTaken)
    {
        await (isTaken ? Require(lease) : Prepare(lease));
        var isFirst = !_transcript.Of(lease.ItemId).Any();
        if (!isTaken)
            _turn = await Take(lease, isFirst ? _transcript.LastSeq + 1 : null);
        if (isFirst)
        {
            var said = new StoredEntry(NextEntry(_turn!, TranscriptRole.User, _turn!.Notification.From, _turn.Notification.Text), Step: 0);
            if (isTaken)
                Hold(lease, await Write(() => store.Append(lease, said, CancellationToken.None)));
            await Committed(said);
        }
        await Publish(new TurnStarted(lease.ItemId, _turn!.Attempt));
        return Progress();
    }

    public async Task<TurnProgress?> ResumeTurn(LeaseToken lease)
    {
        await Require(lease);
        var progress = Progress();
        if (!progress.OpenCalls.IsEmpty || _resumedAt == _transcript.LastSeq)
            return null;
        _resumedAt = _transcript.LastSeq;
        return progress;
    }

    public async Task<TurnProgress> RecordAnswer(LeaseToken lease, ModelAnswer answer)
    {
        await Require(lease);
        var calls = answer.ToolCalls.Select(call => call with { CallId = $"call_{Guid.CreateVersion7():N}" }).ToImmutableArray();
        var entry = NextEntry(_turn!, TranscriptRole.Assistant, state.State.AgentId, answer.Text) with { ToolCalls = calls, Usage = answer.Usage };
        var stored = new StoredEntry(entry, NextStep());
        Hold(lease, await Write(() => store.AppendAnswer(lease, stored, state.State.AgentId, CancellationToken.None)));
        await Committed(stored);
        return Progress();
    }

    public async Task<bool> StartTool(LeaseToken lease, string callId)
    {
        await Require(lease);
        if (!_startedCalls.Add(callId))
            throw new ConflictException($"Tool call '{callId}' is under way already.");
        var (isHeld, isFirst) = await Write(() => store.StartTool(lease, callId, CancellationToken.None));
        Hold(lease, isHeld);
        return isFirst;
    }

    public async Task<TurnProgress> RecordToolResult(LeaseToken lease, ToolResult result)
    {
        await Require(lease);
        if (Progress().OpenCalls.FirstOrDefault(open => open.CallId == result.CallId) is not { } call)
            return Progress();
        var entry = NextEntry(_turn!, TranscriptRole.Tool, result.Tool, result.Payload) with { ToolCallId = result.CallId, ToolStatus = result.Status };
        var stored = new StoredEntry(entry, NextStep());
        var audit = ToolRunAudit.Entry($"agent/{state.State.AgentId}", state.State.AgentId, _key.Name, call, result);
        Hold(lease, await Write(() => store.AppendToolResult(lease, stored, result, audit, CancellationToken.None)));
        await Committed(stored);
        return Progress();
    }

    public async Task<TurnOutcome> CompleteTurn(LeaseToken lease, TurnCompletion completion)
    {
        await Require(lease);
        var reply = completion.Reply is null ? null : new StoredEntry(
            NextEntry(_turn!, TranscriptRole.Assistant, state.State.AgentId, completion.Reply) with { Usage = completion.Usage, StopReason = completion.StopReason },
            NextStep());
        var outcome = new TurnOutcome(reply is null ? QueueItemStatus.NoReply : QueueItemStatus.Done, completion.StopReason, reply?.Entry.Seq, completion.Error);
        var post = reply is null ? null : PostFor(_turn!, completion.Reply!);
        var position = await Write(() => store.Complete(lease, outcome, reply, post, CancellationToken.None));
        Hold(lease, position is not null);
        if (reply is not null)
            await Committed(reply);
        if (post is not null && position > 0)
            await GrainFactory.GetGrain<IOutboxGrain>($"{_key.Tenant}/{post.Platform}/{post.Account}").Send(post, position.Value);
        _turn = null;
        return outcome;
    }

    // A reply on the API is read from the transcript; every other platform is told by its outbox.
    private OutboundPost? PostFor(TurnLease turn, string text) => turn.Notification.Platform == Platforms.PlatformNames.Api
        ? null
        : new OutboundPost(
            turn.Lease.ItemId, $"reply:{turn.Lease.ItemId:N}", turn.Notification.Platform, turn.Notification.Account, _key.Name, text,
            turn.Notification.ReplyContext, turn.Notification.TraceParent);

    private Session Describe() => state.RecordExists
        ? new Session(_key.Name, state.State.AgentId, _transcript.LastSeq, state.State.CreatedAt)
        : throw new NotFoundException("session", _key.Name);

    // A worker may hold a lease that this activation has not seen: the turn moved, or the session did.
    private async Task Require(LeaseToken lease)
    {
        if (_turn?.Lease == lease)
            return;
        var found = await store.FindLease(lease, CancellationToken.None) ?? throw new LeaseLostException(lease.ItemId, lease.Token);
        await Enter(lease, isNew: false);
        _turn = found;
    }

    private async Task Prepare(LeaseToken lease)
    {
        if (!state.RecordExists)
            await Open(GrainKey.Parse(lease.QueueKey).Name);
        await Enter(lease, isNew: lease.Token == 1);
    }

    private async Task<TurnLease> Take(LeaseToken lease, long? userSeq) =>
        await Write(() => store.Begin(lease, queueOptions.Value.LeaseDuration, userSeq, CancellationToken.None))
            ?? throw new LeaseLostException(lease.ItemId, lease.Token);

    // The first lease of an item finds no rows; asking for them would cost every turn a query.
    private async Task Enter(LeaseToken lease, bool isNew)
    {
        _turn = null;
        _startedCalls.Clear();
        _resumedAt = 0;
        _transcript.Enter(lease.ItemId, isNew ? [] : await store.ReadTurn(lease.ItemId, CancellationToken.None));
    }

    private TurnProgress Progress()
    {
        var turn = _transcript.Of(_turn!.Lease.ItemId).Select(stored => stored.Entry).ToList();
        var answered = turn.Where(entry => entry.ToolCallId is not null).Select(entry => entry.ToolCallId).ToHashSet();
        var open = turn.SelectMany(entry => entry.ToolCalls).Where(call => !answered.Contains(call.CallId));
        var context = _transcript.Context(options.Value.ContextEntries, options.Value.ContextCharacters);
        return new TurnProgress(_turn, context, turn.Count(entry => entry.Role == TranscriptRole.Assistant), [.. open]);
    }

    private TranscriptEntry NextEntry(TurnLease turn, TranscriptRole role, string author, string content) => new(
        _transcript.LastSeq + 1, turn.Lease.ItemId, role, author, content, [], null, null, null, null, DateTimeOffset.UtcNow);

    private int NextStep() => _transcript.Of(_turn!.Lease.ItemId).Select(stored => stored.Step + 1).DefaultIfEmpty(0).Max();

    private void Hold(LeaseToken lease, bool isHeld)
    {
        if (isHeld)
            return;
        _turn = null;
        throw new LeaseLostException(lease.ItemId, lease.Token);
    }

    private async Task Committed(StoredEntry stored)
    {
        _transcript.Append(stored);
        await Publish(new EntryAppended(stored.Entry), stored.Entry.Seq);
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

    private Task Publish(EventPayload payload, long? seq = null) => _news.Tell(_key, payload, seq);
}
