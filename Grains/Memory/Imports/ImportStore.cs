using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>The SQL of <c>memory_import</c> and <c>memory_import_content</c>.</summary>
internal sealed class ImportStore(WriteBatcher writes, Database reads)
{
    private const int MaxRefusals = 100;
    private const int MaxEnded = 100;

    private const string Columns =
        """
        id, file, format, state, bytes, entries, position, inserted, known, refused, refusals, error, created_at, updated_at,
        ended_at
        """;

    private const string ListedColumns =
        """
        id, file, format, state, bytes, entries, position, inserted, known, refused, '[]'::jsonb, error, created_at,
        updated_at, ended_at
        """;

    /// <summary>Keeps a file, and drops the oldest imports that have ended; does nothing where the id is known.</summary>
    public Task Create(GrainKey agent, NewImport import, string actor, DateTimeOffset now, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                with created as (
                    insert into memory_import
                        (tenant, agent, id, file, format, tags, actor, content_hash, bytes, due_at, created_at, updated_at)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, length($9), now(), $10, $10)
                    on conflict (tenant, agent, id) do nothing
                    returning id),
                dropped as (
                    delete from memory_import where tenant = $1 and agent = $2 and id in (
                        select id from memory_import where tenant = $1 and agent = $2 and ended_at is not null
                        order by created_at desc offset $11))
                insert into memory_import_content (tenant, agent, import, content) select $1, $2, id, $9 from created
                """,
                Text(agent.Tenant), Text(agent.Name), Uuid(import.Id), Text(import.File), Text(NameOf(import.Format)),
                Texts(import.Tags), Text(actor), Bytes(SHA256.HashData(import.Content.AsSpan())),
                Bytes(ImmutableCollectionsMarshal.AsArray(import.Content)),
                Time(now), Int(MaxEnded)),
            ct);

    /// <summary>An import; null if there is none.</summary>
    public async Task<PassageImport?> Find(GrainKey agent, Guid id, CancellationToken ct) =>
        (await reads.QueryAsync(
            new SqlStatement(
                $"select {Columns} from memory_import where tenant = $1 and agent = $2 and id = $3",
                Text(agent.Tenant), Text(agent.Name), Uuid(id)),
            Read,
            ct)).FirstOrDefault();

    /// <summary>Whether an import is that of a file.</summary>
    public async Task<bool> IsSame(GrainKey agent, NewImport import, CancellationToken ct) =>
        await reads.QuerySingleAsync(
            new SqlStatement(
                """
                select content_hash = $4 and file = $5 and format = $6 from memory_import
                where tenant = $1 and agent = $2 and id = $3
                """,
                Text(agent.Tenant), Text(agent.Name), Uuid(import.Id), Bytes(SHA256.HashData(import.Content.AsSpan())),
                Text(import.File), Text(NameOf(import.Format))),
            row => row.GetBoolean(0),
            ct);

    /// <summary>All imports, newest first, without their refusals.</summary>
    public Task<ImmutableArray<PassageImport>> List(GrainKey agent, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {ListedColumns} from memory_import where tenant = $1 and agent = $2 order by created_at desc, id desc
                """,
                Text(agent.Tenant), Text(agent.Name)),
            Read,
            ct);

    /// <summary>How many imports wait or run.</summary>
    public Task<long> CountOpen(GrainKey agent, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                "select count(*) from memory_import where tenant = $1 and agent = $2 and ended_at is null",
                Text(agent.Tenant), Text(agent.Name)),
            row => row.GetInt64(0),
            ct);

    /// <summary>Begins the oldest open import that is due, or continues it; null if there is none.</summary>
    public async Task<ImportJob?> Begin(GrainKey agent, DateTimeOffset now, CancellationToken ct) =>
        (await writes.QueryAsync(
            new SqlStatement(
                $"""
                update memory_import i
                set state = 'running', attempts = attempts + 1, started_at = coalesce(started_at, $3), due_at = now(),
                    error = null
                from memory_import_content c
                where i.tenant = $1 and i.agent = $2 and c.tenant = $1 and c.agent = $2 and c.import = i.id and i.id = (
                    select id from memory_import
                    where tenant = $1 and agent = $2 and ended_at is null and due_at <= now()
                    order by created_at, id limit 1)
                returning {Columns}, tags, actor, started_at, attempts, content
                """,
                Text(agent.Tenant), Text(agent.Name), Time(now)),
            row => new ImportJob(
                agent, Read(row), [.. row.GetFieldValue<string[]>(15)], row.GetString(16), row.Time(17), row.GetInt32(18),
                row.GetFieldValue<byte[]>(19)),
            ct)).FirstOrDefault();

    /// <summary>Notes how many entries a file has.</summary>
    public Task SetEntries(GrainKey agent, Guid id, int entries, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                "update memory_import set entries = $4 where tenant = $1 and agent = $2 and id = $3",
                Text(agent.Tenant), Text(agent.Name), Uuid(id), Int(entries)),
            ct);

    /// <summary>
    /// Notes what became of a batch that began at a position; also for an import that was cancelled meanwhile.
    /// </summary>
    /// <param name="agent">Whose memory.</param>
    /// <param name="id">The import.</param>
    /// <param name="before">The position.</param>
    /// <param name="refused">Entries that were refused before.</param>
    /// <param name="progress">What became of the batch.</param>
    /// <param name="now">When.</param>
    /// <param name="ct">Ends it early.</param>
    /// <returns>Whether it is to be continued; not if another silo has it, or it was cancelled.</returns>
    public async Task<bool> Advance(
        GrainKey agent, Guid id, int before, int refused, ImportProgress progress, DateTimeOffset now, CancellationToken ct) =>
        (await writes.QueryAsync(
            new SqlStatement(
                """
                update memory_import
                set position = $5, inserted = inserted + $6, known = known + $7, refused = refused + $8, attempts = 0,
                    refusals = refusals || $9, updated_at = $10, due_at = case when ended_at is null then now() end
                where tenant = $1 and agent = $2 and id = $3 and position = $4
                returning ended_at is null
                """,
                Text(agent.Tenant), Text(agent.Name), Uuid(id), Int(before), Int(progress.Position), Int(progress.Inserted),
                Int(progress.Known), Int(progress.Refusals.Count),
                Json(JsonSerializer.Serialize(Shown(progress, Math.Max(0, MaxRefusals - refused)))), Time(now)),
            row => row.GetBoolean(0),
            ct)).FirstOrDefault();

    /// <summary>Has an import tried again later.</summary>
    public Task Retry(GrainKey agent, Guid id, TimeSpan wait, string error, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                update memory_import set state = 'pending', due_at = now() + $4::interval, error = $5
                where tenant = $1 and agent = $2 and id = $3 and ended_at is null
                """,
                Text(agent.Tenant), Text(agent.Name), Uuid(id), Interval(wait), Text(FailureText.Of(error))),
            ct);

    /// <summary>Ends an import that is open, and removes its file.</summary>
    /// <returns>Whether it was open.</returns>
    public async Task<bool> End(
        GrainKey agent, Guid id, ImportState state, string? error, DateTimeOffset now, CancellationToken ct) =>
        (await writes.QueryAsync(
            new SqlStatement(
                """
                with ended as (
                    update memory_import set state = $4, error = $5, due_at = null, updated_at = $6, ended_at = $6
                    where tenant = $1 and agent = $2 and id = $3 and ended_at is null
                    returning id),
                removed as (
                    delete from memory_import_content c using ended
                    where c.tenant = $1 and c.agent = $2 and c.import = ended.id)
                select id from ended
                """,
                Text(agent.Tenant), Text(agent.Name), Uuid(id), Text(NameOf(state)),
                Text(error is null ? null : FailureText.Of(error)), Time(now)),
            row => row.GetGuid(0),
            ct)).Length == 1;

    /// <summary>Agents with an import that is due for longer than <paramref name="grace"/>.</summary>
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select distinct tenant, agent from (
                    select tenant, agent from memory_import where due_at < now() - $1::interval order by due_at limit $2) due
                """,
                Interval(grace), Int(max)),
            row => new GrainKey(row.GetString(0), row.GetString(1)),
            ct);

    // A line may put anything into the reason of its refusal.
    private static IEnumerable<ImportRefusal> Shown(ImportProgress progress, int max) =>
        progress.Refusals.Take(max).Select(refusal => refusal with { Reason = StorableText.Of(refusal.Reason) });

    private static string NameOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static PassageImport Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), Enum.Parse<ImportFormat>(row.GetString(2), ignoreCase: true),
        Enum.Parse<ImportState>(row.GetString(3), ignoreCase: true), row.GetInt32(4), row.IsDBNull(5) ? null : row.GetInt32(5),
        row.GetInt32(6), row.GetInt32(7), row.GetInt32(8), row.GetInt32(9),
        JsonSerializer.Deserialize<ImmutableArray<ImportRefusal>>(row.GetString(10)), row.TextOrNull(11), row.Time(12),
        row.Time(13), row.TimeOrNull(14));
}
