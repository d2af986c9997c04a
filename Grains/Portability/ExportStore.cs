using System.Collections.Immutable;
using Npgsql;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Portability;

/// <summary>The SQL of <c>agent_export</c> and <c>agent_export_content</c>.</summary>
internal sealed class ExportStore(WriteBatcher writes, Database reads)
{
    private const int MaxEnded = 4;
    private const string Columns = "id, state, requested_by, bytes, error, created_at, ended_at, has_transcripts";

    /// <summary>Creates an export, and removes the oldest that have ended; does nothing if the id exists.</summary>
    public Task Create(
        GrainKey agent, Guid id, string actor, bool hasTranscripts, DateTimeOffset now, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                with dropped as (
                    delete from agent_export where tenant = $1 and agent = $2 and id in (
                        select id from agent_export where tenant = $1 and agent = $2 and ended_at is not null and id <> $3
                        order by created_at desc offset $6))
                insert into agent_export (tenant, agent, id, requested_by, due_at, created_at, has_transcripts)
                values ($1, $2, $3, $4, now(), $5, $7) on conflict (tenant, agent, id) do nothing
                """,
                Text(agent.Tenant), Text(agent.Name), Uuid(id), Text(actor), Time(now), Int(MaxEnded), Bool(hasTranscripts)),
            ct);

    /// <summary>An export; null if there is none.</summary>
    public async Task<AgentExport?> Find(GrainKey agent, Guid id, CancellationToken ct) =>
        (await reads.QueryAsync(
            new SqlStatement(
                $"select {Columns} from agent_export where tenant = $1 and agent = $2 and id = $3",
                Text(agent.Tenant), Text(agent.Name), Uuid(id)),
            Read,
            ct)).FirstOrDefault();

    /// <summary>All exports, newest first.</summary>
    public Task<ImmutableArray<AgentExport>> List(GrainKey agent, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"select {Columns} from agent_export where tenant = $1 and agent = $2 order by created_at desc, id desc",
                Text(agent.Tenant), Text(agent.Name)),
            Read,
            ct);

    /// <summary>The file of an export; null if it has none.</summary>
    public Task<byte[]?> ReadFile(GrainKey agent, Guid id, CancellationToken ct) =>
        reads.QuerySingleAsync<byte[]?>(
            new SqlStatement(
                "select content from agent_export_content where tenant = $1 and agent = $2 and export = $3",
                Text(agent.Tenant), Text(agent.Name), Uuid(id)),
            row => row.GetFieldValue<byte[]>(0),
            ct);

    /// <summary>Begins the next attempt of the oldest open export that is due; null if there is none.</summary>
    public async Task<(Guid Id, int Attempt)?> Begin(GrainKey agent, CancellationToken ct)
    {
        var begun = await writes.QueryAsync(
            new SqlStatement(
                """
                update agent_export set state = 'running', attempts = attempts + 1, due_at = now()
                where tenant = $1 and agent = $2 and id = (
                    select id from agent_export where tenant = $1 and agent = $2 and ended_at is null and due_at <= now()
                    order by created_at, id limit 1)
                returning id, attempts
                """,
                Text(agent.Tenant), Text(agent.Name)),
            row => (row.GetGuid(0), row.GetInt32(1)),
            ct);
        return begun.IsEmpty ? null : begun[0];
    }

    /// <summary>Schedules the next attempt of an open export.</summary>
    public Task Retry(GrainKey agent, Guid id, TimeSpan wait, string error, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                update agent_export set state = 'pending', due_at = now() + $4::interval, error = $5
                where tenant = $1 and agent = $2 and id = $3 and ended_at is null
                """,
                Text(agent.Tenant), Text(agent.Name), Uuid(id), Interval(wait), Text(FailureText.Of(error))),
            ct);

    /// <summary>Completes an open export with its file.</summary>
    public Task Complete(GrainKey agent, Guid id, byte[] file, DateTimeOffset now, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                with ended as (
                    update agent_export
                    set state = 'done', bytes = length($4), error = null, due_at = null, ended_at = $5
                    where tenant = $1 and agent = $2 and id = $3 and ended_at is null
                    returning id)
                insert into agent_export_content (tenant, agent, export, content) select $1, $2, id, $4 from ended
                """,
                Text(agent.Tenant), Text(agent.Name), Uuid(id), Bytes(file), Time(now)),
            ct);

    /// <summary>Fails an open export.</summary>
    public Task Fail(GrainKey agent, Guid id, string error, DateTimeOffset now, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                update agent_export set state = 'failed', error = $4, due_at = null, ended_at = $5
                where tenant = $1 and agent = $2 and id = $3 and ended_at is null
                """,
                Text(agent.Tenant), Text(agent.Name), Uuid(id), Text(FailureText.Of(error)), Time(now)),
            ct);

    /// <summary>Agents with an export that is due for longer than <paramref name="grace"/>.</summary>
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select distinct tenant, agent from (
                    select tenant, agent from agent_export where due_at < now() - $1::interval order by due_at limit $2) due
                """,
                Interval(grace), Int(max)),
            row => new GrainKey(row.GetString(0), row.GetString(1)),
            ct);

    /// <summary>Removes exports that ended longer ago than <paramref name="age"/>.</summary>
    public Task<int> RemoveEnded(TimeSpan age, int limit, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                delete from agent_export where (tenant, agent, id) in (
                    select tenant, agent, id from agent_export where ended_at < now() - $1::interval order by ended_at limit $2)
                """,
                Interval(age), Int(limit)),
            ct);

    private static AgentExport Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), Enum.Parse<AgentExportState>(row.GetString(1), ignoreCase: true), row.GetString(2),
        row.IsDBNull(3) ? null : row.GetInt32(3), row.TextOrNull(4), row.Time(5), row.TimeOrNull(6))
    {
        HasTranscripts = row.GetBoolean(7),
    };
}
