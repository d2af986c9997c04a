using System.Collections.Immutable;
using Sanctum.Audit;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Publishing;
using Sanctum.Queues;
using Sanctum.Storage;
using Sanctum.Tools;
using Sanctum.Trust;
using Sanctum.Turns;
using static Sanctum.Storage.Sql;

namespace Sanctum.Conversations;

/// <summary>
/// The SQL of <c>transcript_entry</c>. Each step of a turn is one statement, and so one transaction, that does nothing unless
/// the lease under which it is made is the newest of its queue item.
/// </summary>
internal sealed class TranscriptStore(WriteBatcher writes, Database reads, SealingSignal sealing)
{
    // $1 turn, $2 lease token, $3 session key's tenant … the fence locks the item's row, so a revocation waits or wins.
    public const string Fence =
        "fence as (select tenant, session_id from queue_item where id = $1 and lease_token = $2 " +
        "and status = 'processing' for share)";

    private const string InsertEntry =
        "insert into transcript_entry (tenant, session_id, seq, turn_id, step, role, author, content, tool_calls, " +
        "tool_call_id, tool_status, model, input_tokens, output_tokens, stop_reason, model_data, occurred_at, trust) " +
        "select tenant, session_id, $4, $1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18 from ";

    private static readonly BatchedStatement<ReceivedTurn, bool> ReceiveTurn = new(
        QueueRows.Arrivals<ReceivedTurn>(turn => turn.Arrival)
            .Long("token", turn => turn.Token)
            .Interval("duration", turn => turn.Duration)
            .Long("seq", turn => turn.Said.Seq)
            .Time("written_at", turn => turn.Said.OccurredAt)
            .Int("trust", turn => (int?)turn.Said.Trust),
        $"""
        received as (
            {ItemStatements.InsertLeased}),
        entry as (
            insert into transcript_entry (tenant, session_id, seq, turn_id, step, role, author, content, occurred_at, trust)
            select tenant, session_id, seq, id, 0, 'user', author, body, written_at, trust
            from given join received using (id))
        select n from given join received using (id)
        """,
        (_, _) => true);

    private static readonly BatchedStatement<BegunTurn, TurnLease> BeginTurn = new(
        new RowColumns<BegunTurn>()
            .Uuid("item", turn => turn.Lease.ItemId)
            .Long("token", turn => turn.Lease.Token)
            .Interval("duration", turn => turn.Duration)
            .Long("seq", turn => turn.Seq)
            .Time("written_at", turn => turn.At)
            .Text("known", turn => turn.Known),
        $"""
        begun as (
            {ItemStatements.Lease}
            returning queue_item.*, n, seq, written_at, known),
        entry as (
            insert into transcript_entry (tenant, session_id, seq, turn_id, step, role, author, content, occurred_at, trust)
            select tenant, session_id, seq, id, 0, 'user', author, body, written_at,
                   {SenderTrust.Sql("platform", "author", "known")}
            from begun where seq is not null)
        select n, {QueueRows.NotificationColumns}, attempts from begun
        """,
        (turn, row) => new TurnLease(turn.Lease, QueueRows.ReadNotification(row), row.GetInt32(12) + 1));

    private static readonly BatchedStatement<CompletedTurn, long?> CompleteTurn = new(
        new RowColumns<CompletedTurn>()
            .Uuid("item", turn => turn.Lease.ItemId)
            .Long("token", turn => turn.Lease.Token)
            .Text("outcome", turn => turn.Outcome.Status.ToColumn())
            .Text("reason", turn => turn.Outcome.StopReason)
            .Long("seq", turn => turn.Last?.Entry.Seq)
            .Long("reply", turn => turn.Outcome.ReplySeq)
            .Text("error", turn => turn.Outcome.Error)
            .Int("step", turn => turn.Last?.Step)
            .Text("author", turn => turn.Last?.Entry.Author)
            .Text("content", turn => turn.Last?.Entry.Content)
            .Text("model", turn => turn.Last?.Entry.Usage?.Model)
            .Long("input_tokens", turn => turn.Last?.Entry.Usage?.InputTokens)
            .Long("output_tokens", turn => turn.Last?.Entry.Usage?.OutputTokens)
            .Text("model_data", turn => turn.Last?.Entry.ModelData)
            .Time("written_at", turn => turn.Last?.Entry.OccurredAt)
            .Int("trust", turn => (int?)turn.Last?.Entry.Trust)
            .Text("idempotency_key", turn => turn.Post?.IdempotencyKey)
            .Text("platform", turn => turn.Post?.Platform)
            .Text("account", turn => turn.Post?.Account)
            .Json("reply_context", turn => turn.Post?.ReplyContext)
            .Text("traceparent", turn => turn.Post?.TraceParent),
        $"""
        done as (
            {ItemStatements.End}
            returning tenant, session_id, given.*),
        entry as (
            insert into transcript_entry (tenant, session_id, seq, turn_id, step, role, author, content, model, input_tokens, output_tokens, stop_reason,
                                          model_data, occurred_at, trust)
            select tenant, session_id, seq, item, step, 'assistant', author, content, model, input_tokens, output_tokens, reason, model_data, written_at, trust
            from done where seq is not null),
        posts as (
            {OutboxRows.InsertPost}
            select item, idempotency_key, tenant, platform, account, session_id, item, content, reply_context, traceparent
            from done where idempotency_key is not null order by n
            on conflict (id) do nothing
            returning id, position)
        select n, coalesce(position, 0) from done left join posts on id = item
        """,
        (_, row) => row.GetInt64(1));

    // Which of the turns were open is known only once they are ended, so the places of their entries are counted here.
    private static readonly RowColumns<ClosingEntry> Closing = new RowColumns<ClosingEntry>()
        .Uuid("turn", closing => closing.Stored.Entry.TurnId)
        .Int("step", closing => closing.Stored.Step)
        .Text("role", closing => TranscriptRows.NameOf(closing.Stored.Entry.Role))
        .Text("author", closing => closing.Stored.Entry.Author)
        .Text("content", closing => closing.Stored.Entry.Content)
        .Text("call", closing => closing.Stored.Entry.ToolCallId)
        .Text("outcome", closing => closing.Stored.Entry.ToolStatus?.ToName())
        .Text("reason", closing => closing.Stored.Entry.StopReason)
        .Time("written_at", closing => closing.Stored.Entry.OccurredAt)
        .Audit(closing => closing.Audit);

    private static readonly string CancelTurns = CancelTurnsFrom(first: Closing.Count + 1);

    /// <summary>Writes a notification as a leased item and what the person said; false if it has a row already.</summary>
    /// <exception cref="Npgsql.PostgresException">23505: another item of the thread is leased, or the place in the transcript is
    /// taken.</exception>
    public Task<bool> Receive(TurnLease turn, StoredEntry said, TimeSpan duration, CancellationToken ct)
    {
        var arrival = new Arrival(turn.Lease.Agent, turn.Lease.ItemId, turn.Notification);
        return writes.WriteAsync(ReceiveTurn, new ReceivedTurn(arrival, turn.Lease.Token, duration, said.Entry), ct);
    }

    /// <summary>
    /// Takes an offered lease and writes what the person said, if <paramref name="seq"/> gives it a place; null if the item does
    /// not wait.
    /// </summary>
    /// <param name="lease">The lease.</param>
    /// <param name="duration">How long it holds.</param>
    /// <param name="seq">The place of what the person said, or null.</param>
    /// <param name="at">When it is written.</param>
    /// <param name="known">The people who are known, as <see cref="SenderTrust.Known"/>.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<TurnLease?> Begin(
        LeaseToken lease, TimeSpan duration, long? seq, DateTimeOffset at, string? known, CancellationToken ct) =>
        writes.WriteAsync(BeginTurn, new BegunTurn(lease, duration, seq, at, known), ct);

    /// <summary>Writes one entry; false if the lease is lost.</summary>
    public async Task<bool> Append(LeaseToken lease, StoredEntry entry, CancellationToken ct) =>
        await writes.QuerySingleAsync(
            new SqlStatement(
                $"with {Fence}, entry as ({InsertEntry} fence) select count(*) from fence",
                [.. Held(lease), .. TranscriptRows.Parameters(entry)]),
            row => row.GetInt64(0),
            ct) == 1;

    /// <summary>Writes an answer with the tool calls that it asks for; false if the lease is lost.</summary>
    public async Task<bool> AppendAnswer(LeaseToken lease, StoredEntry answer, string agentId, CancellationToken ct) =>
        await writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with {Fence}, entry as ({InsertEntry} fence),
                runs as (
                    {RunStatements.Insert})
                select count(*) from fence
                """,
                [
                    .. Held(lease), .. TranscriptRows.Parameters(answer), Text(agentId),
                    Texts(answer.Entry.ToolCalls.Select(call => call.CallId)), Texts(
                        answer.Entry.ToolCalls.Select(call => call.Tool)),
                ]),
            row => row.GetInt64(0),
            ct) == 1;

    /// <summary>Marks a tool call as started; whether the lease is held and whether this was the first start.</summary>
    public Task<(bool IsHeld, bool IsFirst)> StartTool(LeaseToken lease, string callId, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with {Fence}, started as (
                    {RunStatements.Start})
                select (select count(*) from fence) = 1, (select count(*) from started) = 1
                """,
                [.. Held(lease), Text(callId)]),
            row => (row.GetBoolean(0), row.GetBoolean(1)),
            ct);

    /// <summary>Writes a tool's result with its place in the audit log, and ends its run; false if the lease is lost.</summary>
    public async Task<bool> AppendToolResult(
        LeaseToken lease, StoredEntry entry, ToolResult result, AuditEntry audit, CancellationToken ct)
    {
        var isHeld = await writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with {Fence},
                run as (
                    {RunStatements.End}),
                entry as ({InsertEntry} fence),
                audit as (
                    {AuditRows.Insert}
                    select tenant, {AuditRows.Values(first: 20)} from fence)
                select count(*) from fence
                """,
                [.. Held(lease), .. TranscriptRows.Parameters(entry),
                    Double(result.Duration.TotalMilliseconds), .. AuditRows.Parameters(audit)]),
            row => row.GetInt64(0),
            ct) == 1;
        sealing.Raise(lease.Agent.Tenant);
        return isHeld;
    }

    /// <summary>
    /// Ends the turn: the last entry if there is one, the queue item, and the post if there is one; null if the lease is lost.
    /// </summary>
    /// <returns>The post's place in its outbox, or 0 without a post.</returns>
    public Task<long?> Complete(
        LeaseToken lease, TurnOutcome outcome, StoredEntry? last, OutboundPost? post, CancellationToken ct) =>
        writes.WriteAsync(CompleteTurn, new CompletedTurn(lease, outcome, last, post), ct);

    /// <summary>Cancels what waits and runs in a session, and closes the turns that have begun.</summary>
    /// <param name="session">The session.</param>
    /// <param name="agent">The agent whose items these are.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="lastSeq">The place of the newest entry.</param>
    /// <param name="closing">What closes the turns. Of a turn that is not open any more nothing is written.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>What was ended, oldest first.</returns>
    /// <exception cref="Npgsql.PostgresException">23505: the place in the transcript is taken.</exception>
    public async Task<ImmutableArray<ItemOutcome>> Cancel(
        GrainKey session, string agent, string reason, long lastSeq, IReadOnlyList<ClosingEntry> closing, CancellationToken ct)
    {
        var ended = await writes.QueryAsync(
            new SqlStatement(
                CancelTurns,
                [.. Closing.Parameters(closing), Text(session.Tenant), Text(agent), Text(session.Name),
                    Long(lastSeq), Text(reason)]),
            row => new ItemOutcome(
                row.GetGuid(0), QueueItemStatus.Cancelled, StopReasons.Cancelled, Error: reason,
                ErrorClass: Enum.TryParse<ErrorClass>(row.TextOrNull(1), ignoreCase: true, out var errorClass)
                    ? errorClass
                    : null),
            ct);
        if (closing.Any(entry => entry.Audit is not null))
            sealing.Raise(session.Tenant);
        return ended;
    }

    /// <summary>What the turns of a session have written that wait or run, in order.</summary>
    public Task<ImmutableArray<StoredEntry>> ReadOpenTurns(GrainKey session, string agent, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {TranscriptRows.Columns} from transcript_entry
                where turn_id = any(array({QueueRows.OpenOfSession(first: 1)})) order by seq
                """,
                Text(session.Tenant), Text(agent), Text(session.Name)),
            TranscriptRows.Read,
            ct);

    /// <summary>Entries behind <paramref name="after"/>, in order.</summary>
    public Task<ImmutableArray<StoredEntry>> Read(GrainKey session, long after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"select {TranscriptRows.Columns} from transcript_entry where tenant = $1 and session_id = $2 and seq > $3 " +
                "order by seq limit $4",
                Text(session.Tenant), Text(session.Name), Long(after), Int(limit)),
            TranscriptRows.Read,
            ct);

    /// <summary>The entries of a turn, in order.</summary>
    public Task<ImmutableArray<StoredEntry>> ReadTurn(GrainKey session, Guid turn, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"select {TranscriptRows.Columns} from transcript_entry where turn_id = $1 and tenant = $2 and session_id = $3 " +
                "order by step",
                Uuid(turn), Text(session.Tenant), Text(session.Name)),
            TranscriptRows.Read,
            ct);

    /// <summary>The newest entries, in order.</summary>
    public async Task<ImmutableArray<StoredEntry>> ReadTail(GrainKey session, int limit, CancellationToken ct)
    {
        var newestFirst = await reads.QueryAsync(
            new SqlStatement(
                $"select {TranscriptRows.Columns} from transcript_entry where tenant = $1 and session_id = $2 " +
                "order by seq desc limit $3",
                Text(session.Tenant), Text(session.Name), Int(limit)),
            TranscriptRows.Read,
            ct);
        return [.. newestFirst.Reverse()];
    }

    /// <summary>The last entries before <paramref name="seq"/>, in order.</summary>
    public async Task<ImmutableArray<StoredEntry>> ReadBefore(GrainKey session, long seq, int limit, CancellationToken ct)
    {
        var newestFirst = await reads.QueryAsync(
            new SqlStatement(
                $"select {TranscriptRows.Columns} from transcript_entry where tenant = $1 and session_id = $2 and seq < $3 " +
                "order by seq desc limit $4",
                Text(session.Tenant), Text(session.Name), Long(seq), Int(limit)),
            TranscriptRows.Read,
            ct);
        return [.. newestFirst.Reverse()];
    }

    /// <summary>What a turn has written so far, in order.</summary>
    public Task<ImmutableArray<StoredEntry>> ReadTurn(Guid turnId, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"select {TranscriptRows.ColumnsOfTurn} from transcript_entry where turn_id = $1 order by step", Uuid(turnId)),
            TranscriptRows.ReadOfTurn,
            ct);

    /// <summary>The notification of a leased item, for a worker that has only the lease; null if it is lost.</summary>
    public Task<TurnLease?> FindLease(LeaseToken lease, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"select {QueueRows.ItemColumns} from queue_item where id = $1 and lease_token = $2 and status = 'processing'",
                Uuid(lease.ItemId), Long(lease.Token)),
            row => new TurnLease(lease, QueueRows.ReadNotification(row), row.GetInt32(13) + 1),
            ct);

    // Parameters from 'first' on: tenant, agent, session, the last place, why.
    private static string CancelTurnsFrom(int first) =>
        $"""
        with ended as (
            {ItemStatements.CancelSession(first, reason: first + 4)}),
        closing as (
            select given.* from unnest({Closing.Arrays}) with ordinality as given ({Closing.Names}, n) join ended on id = turn),
        entries as (
            insert into transcript_entry (tenant, session_id, seq, turn_id, step, role, author, content,
                                          tool_call_id, tool_status, stop_reason, occurred_at)
            select ${first}, ${first + 2}, ${first + 3} + row_number() over (order by n), turn, step, role, author, content, call, outcome,
                   reason, written_at
            from closing),
        runs as (
            {RunStatements.Close}),
        audit as (
            {AuditRows.Insert} select ${first}, {AuditRows.PrefixedColumns} from closing where audit_id is not null)
        select id, last_error_class from ended order by position
        """;

    private static Npgsql.NpgsqlParameter[] Held(LeaseToken lease) =>
        [Uuid(lease.ItemId), Long(lease.Token), Text(lease.SessionId)];

    private sealed record ReceivedTurn(Arrival Arrival, long Token, TimeSpan Duration, TranscriptEntry Said);

    private sealed record BegunTurn(LeaseToken Lease, TimeSpan Duration, long? Seq, DateTimeOffset At, string? Known);

    private sealed record CompletedTurn(LeaseToken Lease, TurnOutcome Outcome, StoredEntry? Last, OutboundPost? Post);
}
