using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Audit;

/// <summary>The SQL of <c>audit_entry</c>. What must be in another row's transaction is written by that row's store.</summary>
internal sealed class AuditStore(WriteBatcher writes, Database reads, TimeProvider clock)
{
    /// <summary>Adds an entry; one that is there already stays as it is.</summary>
    public Task Add(string tenant, AuditEntry entry, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                $"insert into audit_entry (tenant, {AuditRows.Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
                [Text(tenant), .. AuditRows.Parameters(entry)]),
            ct);

    public Task<ImmutableArray<AuditEntry>> List(string tenant, AuditQuery query, CancellationToken ct)
    {
        var (conditions, parameters) = (new List<string> { "tenant = $1" }, new List<NpgsqlParameter> { Text(tenant) });
        void Where(string column, string comparison, NpgsqlParameter? value)
        {
            if (value is null)
                return;
            parameters.Add(value);
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"{column} {comparison} ${parameters.Count}"));
        }

        Where("action", "=", Optional(query.Action));
        Where("actor", "=", Optional(query.Actor));
        Where("object", "=", Optional(query.Target));
        Where("id", ">=", First(query.Since));
        Where("id", "<", First(query.Until));
        Where("id", query.OldestFirst ? ">" : "<", query.After is { } after ? Uuid(after) : null);
        return reads.QueryAsync(
            new SqlStatement(
                $"""
                select {AuditRows.Columns} from audit_entry where {string.Join(" and ", conditions)}
                order by id {(query.OldestFirst ? "asc" : "desc")} limit ${(parameters.Count + 1).ToString(CultureInfo.InvariantCulture)}
                """,
                [.. parameters, Int(query.Limit)]),
            AuditRows.Read,
            ct);
    }

    /// <summary>Removes entries older than <paramref name="retention"/>, of each tenant the oldest first.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RemoveOlder(TimeSpan retention, int limit, CancellationToken ct)
    {
        var keptSince = clock.GetUtcNow() - retention;
        return await writes.ExecuteAsync(
            new SqlStatement(
                """
                with recursive permission as materialized (select set_config('sanctum.audit_kept_since', $1::timestamptz::text, true) as since),
                tenants as (
                    select min(tenant) as tenant from audit_entry
                    union all
                    select (select min(tenant) from audit_entry where tenant > before.tenant) from tenants before where before.tenant is not null),
                old as (
                    select tenants.tenant, oldest.id
                    from permission cross join tenants
                    cross join lateral (select id from audit_entry where tenant = tenants.tenant and id < $2 and occurred_at < $1 order by id limit $3) oldest
                    limit $3)
                delete from audit_entry entry using old where entry.tenant = old.tenant and entry.id = old.id
                """,
                Time(keptSince), First(keptSince)!, Int(limit)),
            ct);
    }

    private static NpgsqlParameter? Optional(string? value) => value is null ? null : Text(value);

    // The smallest UUIDv7 of a time: the milliseconds in the first 48 bits, then the version, the variant and zeros.
    private static NpgsqlParameter? First(DateTimeOffset? time)
    {
        if (time is not { } since)
            return null;
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, since.ToUnixTimeMilliseconds()) << 16);
        bytes[6] = 0x70;
        bytes[8] = 0x80;
        return Uuid(new Guid(bytes, bigEndian: true));
    }
}
