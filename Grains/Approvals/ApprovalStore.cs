using System.Collections.Immutable;
using Npgsql;
using Sanctum.Audit;
using Sanctum.Identity;
using Sanctum.Policies;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Approvals;

/// <summary>
/// The SQL of <c>approval</c>. Every change names the state that it expects, so of two answers one takes effect.
/// </summary>
internal sealed class ApprovalStore(WriteBatcher writes, Database reads, SealingSignal sealing)
{
    private const int MaxWaiters = 100;

    private const string Columns =
        "id, action, agent, subject, session_id, arguments, encode(arguments_hash, 'hex'), risk, reason, who, allows_at_end, " +
        "requested_by, requested_at, deadline, state, answered_by, answered_at, note, used_at";

    /// <summary>Adds an approval with its place in the audit log; false if the act has one, or too many are pending.</summary>
    public async Task<bool> Add(string tenant, NewApproval asked, AuditEntry audit, int mostPending, CancellationToken ct)
    {
        var approval = asked.Approval;
        var isNew = await writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with added as (
                    insert into approval (tenant, id, action, agent, subject, session_id, act_hash, arguments,
                        arguments_hash, risk, reason, who,
                                          allows_at_end, requested_by, deadline, due_at)
                    select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, now() + $15, now() + $15
                    where (select count(*) from approval where tenant = $1 and agent = $4 and state = 'pending') < $16
                    on conflict (tenant, act_hash) where used_at is null do nothing
                    returning tenant),
                audit as (
                    {AuditRows.Insert} select tenant, {AuditRows.Values(first: 17)} from added)
                select count(*) from added
                """,
                [
                    Text(tenant), Uuid(approval.Id), Text(approval.Action), Text(approval.Agent), Text(approval.Subject),
                    Text(approval.SessionId), Bytes(asked.Act), Text(approval.Arguments), Bytes(asked.Hash),
                    Text(NameOf(approval.Risk)), Text(StorableText.Of(approval.Reason)),
                    Texts(approval.Who.Select(group => string.Join(' ', group))), Bool(approval.AllowsAtDeadline),
                    Text(approval.RequestedBy), Interval(asked.Deadline), Int(mostPending), .. AuditRows.Parameters(audit),
                ]),
            row => row.GetInt64(0),
            ct) == 1;
        sealing.Raise(tenant);
        return isNew;
    }

    /// <summary>The approval of an act whose answer nobody has used, or null.</summary>
    public Task<Approval?> FindByAct(string tenant, byte[] act, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(
            $"select {Columns} from approval where tenant = $1 and act_hash = $2 and used_at is null", Text(tenant), Bytes(act)),
        Read, ct);

    /// <summary>One approval, or null.</summary>
    public Task<Approval?> Find(string tenant, Guid id, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement($"select {Columns} from approval where tenant = $1 and id = $2", Text(tenant), Uuid(id)), Read, ct);

    /// <summary>What an approval's answer wakes; null where nobody is to be woken.</summary>
    public Task<string[]?> FindWaiters(string tenant, Guid id, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(
            "select waiters from approval where tenant = $1 and id = $2 and state <> 'pending' and due_at is not null",
            Text(tenant), Uuid(id)),
        row => row.GetFieldValue<string[]>(0), ct);

    /// <summary>A page of approvals, newest first.</summary>
    public Task<ImmutableArray<Approval>> List(
        string tenant, ApprovalSelection which, Guid? after, int limit, CancellationToken ct)
    {
        // Conditions that are not asked for are left out, so that each statement has one plan.
        var only = (which.State is null ? "" : " and state = $2") + (which.Action is null ? "" : " and action = $3")
            + (which.Agent is null ? "" : " and agent = $4") + (after is null ? "" : " and id < $5");
        return reads.QueryAsync(
            new SqlStatement(
                $"select {Columns} from approval where tenant = $1{only} order by id desc limit $6",
                Text(tenant), Text(which.State is { } state ? NameOf(state) : null), Text(which.Action), Text(which.Agent),
                Uuid(after), Int(limit)),
            Read, ct);
    }

    /// <summary>
    /// Notes what the answer is to wake. An answer that is there already wakes it too, by the lifeline.
    /// </summary>
    /// <returns>The approval; null if that was noted before.</returns>
    public Task<Approval?> Wait(string tenant, Guid id, string waiter, CancellationToken ct) => writes.QuerySingleAsync(
        new SqlStatement(
            $"""
            update approval set waiters = waiters || $3::text, due_at = case when state = 'pending' then deadline else now() end
            where tenant = $1 and id = $2 and not $3 = any(waiters) and cardinality(waiters) < {MaxWaiters}
            returning {Columns}
            """,
            Text(tenant), Uuid(id), Text(waiter)),
        Read, ct);

    /// <summary>Writes a person's answer; null if there is one, or the deadline is over.</summary>
    public Task<Approval?> Answer(string tenant, Guid id, bool approves, string by, string? note, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                update approval set state = $3, answered_by = $4, answered_at = now(), note = $5, due_at = now()
                where tenant = $1 and id = $2 and state = 'pending' and deadline > now()
                returning {Columns}
                """,
                Text(tenant), Uuid(id), Text(NameOf(approves ? ApprovalState.Approved : ApprovalState.Denied)), Text(by),
                Text(note)),
            Read, ct);

    /// <summary>
    /// Ends an approval whose deadline is over, with its place in the audit log; null if it is not, or has ended.
    /// </summary>
    public async Task<Approval?> Expire(string tenant, Guid id, AuditEntry audit, CancellationToken ct)
    {
        var expired = await writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with expired as (
                    update approval set state = 'expired', answered_at = now(), due_at = now()
                    where tenant = $1 and id = $2 and state = 'pending' and deadline <= now()
                    returning *),
                audit as (
                    {AuditRows.Insert} select tenant, {AuditRows.Values(first: 3)} from expired)
                select {Columns} from expired
                """,
                [Text(tenant), Uuid(id), .. AuditRows.Parameters(audit)]),
            Read, ct);
        sealing.Raise(tenant);
        return expired;
    }

    /// <summary>Uses an answer for a request; false if another request has.</summary>
    public async Task<bool> Use(string tenant, Guid id, CancellationToken ct) =>
        await writes.ExecuteAsync(
            new SqlStatement(
                "update approval set used_at = now() where tenant = $1 and id = $2 and used_at is null and state <> 'pending'",
                Text(tenant), Uuid(id)),
            ct) == 1;

    /// <summary>Everything that waited has been woken, unless more came to wait meanwhile.</summary>
    public Task Woken(string tenant, Guid id, IEnumerable<string> waiters, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            "update approval set due_at = null where tenant = $1 and id = $2 and state <> 'pending' and waiters = $3",
            Text(tenant), Uuid(id), Texts(waiters)),
        ct);

    /// <summary>Approvals whose deadline is over, or whose answer has not reached all that waits.</summary>
    public Task<ImmutableArray<GrainKey>> FindDue(int limit, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement("select tenant, id from approval where due_at <= now() order by due_at limit $1", Int(limit)),
        row => new GrainKey(row.GetString(0), row.GetGuid(1).ToString()), ct);

    /// <summary>How many approvals are pending, by action, and since when the oldest is.</summary>
    public Task<ImmutableArray<PendingApprovals>> CountPending(CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            "select action, count(*), min(requested_at) from approval where state = 'pending' group by action"),
        row => new PendingApprovals(row.GetString(0), row.GetInt64(1), row.Time(2)), ct);

    /// <summary>Removes approvals that were answered longer ago than <paramref name="retention"/>, the oldest first.</summary>
    /// <returns>How many.</returns>
    public Task<int> RemoveAnswered(TimeSpan retention, int limit, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            """
            delete from approval using (
                select tenant, id from approval where answered_at < now() - $1
                    and due_at is null order by answered_at limit $2) old
            where approval.tenant = old.tenant and approval.id = old.id
            """,
            Interval(retention), Int(limit)),
        ct);

    private static Approval Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.TextOrNull(4), row.GetString(5),
        row.GetString(6), Enum.Parse<ApprovalRisk>(row.GetString(7), ignoreCase: true), row.GetString(8),
        [.. row.GetFieldValue<string[]>(9).Select(group => group.Split(' ').ToImmutableArray())], row.GetBoolean(10),
        row.GetString(11), row.Time(12), row.Time(13), Enum.Parse<ApprovalState>(row.GetString(14), ignoreCase: true),
        row.TextOrNull(15), row.TimeOrNull(16), row.TextOrNull(17), row.TimeOrNull(18));

    private static string NameOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}

/// <summary>The approvals of one action that are pending.</summary>
/// <param name="Action">The action.</param>
/// <param name="Count">How many.</param>
/// <param name="Oldest">Since when the oldest is.</param>
internal sealed record PendingApprovals(string Action, long Count, DateTimeOffset Oldest);
