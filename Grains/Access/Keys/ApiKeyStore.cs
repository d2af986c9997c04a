using System.Collections.Immutable;
using Npgsql;
using Sanctum.Audit;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Access;

/// <summary>The SQL of <c>api_keys</c>.</summary>
internal sealed class ApiKeyStore(WriteBatcher writes, Database reads)
{
    private const string Columns =
        "id, name, prefix, permissions, owner, created_at, expires_at, last_used_at, revoked_at";

    /// <summary>Adds a key; false if there are as many as may be that are not revoked.</summary>
    public async Task<bool> Add(string tenant, ApiKey key, byte[] hash, int most, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return await writes.QuerySingleAsync(
            p.Audited(
                $"""
                changed as (
                    insert into api_keys (tenant, id, name, key_hash, prefix, permissions, owner, created_at, expires_at)
                    select {t}, {p.Add(Uuid(key.Id))}, {p.Add(Text(key.Name))}, {p.Add(Bytes(hash))}, {p.Add(Text(key.Prefix))},
                           {p.Add(Texts(key.Permissions.Select(permission => permission.ToString())))}, {p.Add(Text(key.Owner))},
                           {p.Add(Time(key.CreatedAt))}, {p.Add(Time(key.ExpiresAt))}
                    where (select count(*) from api_keys where tenant = {t} and revoked_at is null) < {p.Add(Int(most))}
                    returning tenant)
                """,
                t, audit),
            row => row.GetInt64(0),
            ct) > 0;
    }

    public Task<ApiKey?> Find(string tenant, Guid id, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement($"select {Columns} from api_keys where tenant = $1 and id = $2", Text(tenant), Uuid(id)), Read, ct);

    public Task<ImmutableArray<ApiKey>> List(string tenant, Guid? after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {Columns} from api_keys where tenant = $1 and ($2::uuid is null or id < $2)
                order by id desc limit $3
                """,
                Text(tenant), Uuid(after), Int(limit)),
            Read,
            ct);

    /// <summary>Revokes a key; one that is revoked stays as it is.</summary>
    public Task Revoke(string tenant, Guid id, DateTimeOffset now, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return writes.QuerySingleAsync(
            p.Audited(
                $"""
                changed as (
                    update api_keys set revoked_at = {p.Add(Time(now))}
                    where tenant = {t} and id = {p.Add(Uuid(id))} and revoked_at is null returning tenant)
                """,
                t, audit),
            _ => true,
            ct);
    }

    private static ApiKey Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2),
        [.. row.GetFieldValue<string[]>(3).Select(Permission.Parse)], row.GetString(4), row.Time(5), row.TimeOrNull(6),
        row.TimeOrNull(7), row.TimeOrNull(8));
}
