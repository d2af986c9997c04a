using System.Collections.Immutable;
using Npgsql;
using Sanctum.Audit;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Tools;

/// <summary>The SQL of <c>tool_request</c>.</summary>
internal sealed class ToolRunStore(WriteBatcher writes, Database reads, SealingSignal sealing)
{
    private const string Columns =
        "id, agent, tool, arguments, session_id, requested_by, requested_at, finished_at, status, payload, duration_ms, " +
        "approval_id";

    /// <summary>Adds a run, unless it is there; null if <paramref name="mostOpen"/> runs of the agent are open.</summary>
    public Task<ToolRun?> Add(
        string tenant, Guid id, ToolRunRequest request, TimeSpan patience, int mostOpen, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with added as (
                    insert into tool_request (tenant, id, agent, tool, arguments, session_id, requested_by, due_at)
                    select $1, $2, $3, $4, $5, $6, $7, now() + $8
                    where (select count(*) from tool_request where tenant = $1 and agent = $3 and due_at is not null) < $9
                    on conflict do nothing
                    returning {Columns})
                select {Columns} from added union all select {Columns} from tool_request where tenant = $1 and id = $2
                """,
                Text(tenant), Uuid(id), Text(request.AgentId), Text(request.Tool), Text(request.Arguments),
                Text(request.SessionId),
                Text(request.RequestedBy), Interval(patience), Int(mostOpen)),
            Read,
            ct);

    public Task<ToolRun?> Find(string tenant, Guid id, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement($"select {Columns} from tool_request where tenant = $1 and id = $2", Text(tenant), Uuid(id)), Read,
            ct);

    /// <summary>Marks a run as started; whether this was the first start.</summary>
    public async Task<bool> Start(string tenant, Guid id, CancellationToken ct) =>
        await writes.ExecuteAsync(
            new SqlStatement(
                "update tool_request set started_at = now() where tenant = $1 and id = $2 and started_at is null " +
                "and finished_at is null",
                Text(tenant), Uuid(id)),
            ct) == 1;

    /// <summary>Says that the run goes on.</summary>
    public Task Extend(string tenant, Guid id, TimeSpan patience, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                "update tool_request set due_at = now() + $3 where tenant = $1 and id = $2 and finished_at is null", Text(tenant),
                Uuid(id), Interval(patience)),
            ct);

    /// <summary>Has a run wait for an approval until its deadline.</summary>
    public Task Park(string tenant, Guid id, Guid approval, TimeSpan wait, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                "update tool_request set due_at = now() + $4, approval_id = $3 where tenant = $1 and id = $2 " +
                "and finished_at is null",
                Text(tenant), Uuid(id), Uuid(approval), Interval(wait)),
            ct);

    /// <summary>Writes how a run ended, with its place in the audit log; false if it had ended before.</summary>
    public async Task<bool> End(string tenant, Guid id, ToolResult result, AuditEntry audit, CancellationToken ct)
    {
        var hasEnded = await writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with ended as (
                    update tool_request set status = $3, payload = $4, duration_ms = $5, finished_at = now(), due_at = null,
                                            started_at = coalesce(started_at, now())
                    where tenant = $1 and id = $2 and finished_at is null
                    returning tenant),
                audit as (
                    {AuditRows.Insert} select tenant, {AuditRows.Values(first: 6)} from ended)
                select count(*) from ended
                """,
                [
                    Text(tenant), Uuid(id), Text(result.Status.ToName()), Text(result.Payload),
                    Double(result.Duration.TotalMilliseconds), .. AuditRows.Parameters(audit),
                ]),
            row => row.GetInt64(0),
            ct) == 1;
        sealing.Raise(tenant);
        return hasEnded;
    }

    /// <summary>Removes runs that ended longer ago than <paramref name="retention"/>, the oldest first.</summary>
    /// <returns>How many.</returns>
    public Task<int> RemoveFinished(TimeSpan retention, int limit, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                delete from tool_request run
                using (select tenant, id from tool_request where finished_at < now() - $1 order by finished_at limit $2) old
                where run.tenant = old.tenant and run.id = old.id
                """,
                Interval(retention), Int(limit)),
            ct);

    /// <summary>Runs that nobody has said anything of for too long.</summary>
    public Task<ImmutableArray<GrainKey>> FindOverdue(int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement("select tenant, id from tool_request where due_at < now() order by due_at limit $1", Int(limit)),
            row => new GrainKey(row.GetString(0), row.GetGuid(1).ToString()),
            ct);

    /// <summary>Runs that have not ended.</summary>
    public Task<ImmutableArray<GrainKey>> FindOpen(int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement("select tenant, id from tool_request where due_at is not null order by due_at limit $1", Int(limit)),
            row => new GrainKey(row.GetString(0), row.GetGuid(1).ToString()),
            ct);

    private static ToolRun Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        new ToolRunRequest(row.GetString(1), row.GetString(2), row.GetString(3), row.TextOrNull(4), row.GetString(5)),
        row.Time(6),
        row.TimeOrNull(7),
        row.TextOrNull(8) is { } status
            ? new ToolResult(
                ToolRunIds.CallOf(row.GetGuid(0)), row.GetString(2), ToolStatusNames.Parse(status), row.GetString(9),
                TimeSpan.FromMilliseconds(row.GetDouble(10)))
            : null,
        row.IsDBNull(11) ? null : row.GetGuid(11));
}
