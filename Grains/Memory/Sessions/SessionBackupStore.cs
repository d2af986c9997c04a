using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>The SQL of <c>memory_backup</c>.</summary>
internal sealed class SessionBackupStore(WriteBatcher writes, Database reads)
{
    private const string Columns = "id, session, version, keys, bytes, created_by, created_at";

    /// <summary>Adds a backup of a version; false if the session has another.</summary>
    public async Task<bool> Add(
        string tenant, SessionBackup backup, IEnumerable<SessionValue> values, CancellationToken ct) =>
        await writes.QuerySingleAsync(
            new SqlStatement(
                """
                insert into memory_backup (tenant, id, session, version, keys, bytes, content, created_by, created_at)
                select $1, $2, $3, $4, $5, $6, $7, $8, $9 from memory_session
                where tenant = $1 and session = $3 and version = $4
                returning true
                """,
                Text(tenant), Uuid(backup.Id), Text(backup.Session), Long(backup.Version), Int(backup.Keys), Long(backup.Bytes),
                Text(JsonSerializer.Serialize(values)), Text(backup.CreatedBy), Time(backup.CreatedAt)),
            row => row.GetBoolean(0),
            ct);

    /// <summary>A backup; null if there is none.</summary>
    public Task<SessionBackup?> Find(string tenant, Guid id, CancellationToken ct) => reads.QuerySingleAsync<SessionBackup?>(
        new SqlStatement($"select {Columns} from memory_backup where tenant = $1 and id = $2", Text(tenant), Uuid(id)), Read, ct);

    /// <summary>What a backup of a session holds; the default if there is none.</summary>
    public async Task<ImmutableArray<SessionValue>> Load(GrainKey session, Guid id, CancellationToken ct) =>
        await reads.QuerySingleAsync(
            new SqlStatement(
                "select content from memory_backup where tenant = $1 and session = $2 and id = $3",
                Text(session.Tenant), Text(session.Name), Uuid(id)),
            row => JsonSerializer.Deserialize<ImmutableArray<SessionValue>>(row.GetString(0)),
            ct);

    /// <summary>How many backups of a session there are.</summary>
    public Task<long> Count(GrainKey session, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(
            "select count(*) from memory_backup where tenant = $1 and session = $2", Text(session.Tenant), Text(session.Name)),
        row => row.GetInt64(0),
        ct);

    /// <summary>Backups of a session before one, or of all sessions, newest first.</summary>
    public Task<ImmutableArray<SessionBackup>> List(
        string tenant, string? session, Guid? after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {Columns} from memory_backup
                where tenant = $1 and id < $3 {(session is null ? "and $2::text is null" : "and session = $2")}
                order by id desc limit $4
                """,
                Text(tenant), Text(session), Uuid(after ?? Guid.AllBitsSet), Int(limit)),
            Read,
            ct);

    /// <summary>Deletes a backup, and answers it; null if there is none.</summary>
    public Task<SessionBackup?> Delete(string tenant, Guid id, CancellationToken ct) => writes.QuerySingleAsync<SessionBackup?>(
        new SqlStatement(
            $"delete from memory_backup where tenant = $1 and id = $2 returning {Columns}", Text(tenant), Uuid(id)),
        Read,
        ct);

    private static SessionBackup Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetInt64(2), row.GetInt32(3), row.GetInt64(4), row.GetString(5), row.Time(6));
}
