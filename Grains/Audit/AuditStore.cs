using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Audit;

/// <summary>The SQL of <c>audit_entry</c>. What must be in another row's transaction is written by that row's store.</summary>
internal sealed class AuditStore(WriteBatcher writes, Database reads, SealingSignal sealing, TimeProvider clock)
{
    // The last character there is: what begins like a text comes before the text with it.
    private const string AfterAllTexts = "\U0010FFFF";

    private static readonly string InsertEntry =
        $"{AuditRows.Insert} values ($1, {AuditRows.Values(first: 2)}) on conflict do nothing";

    /// <summary>Adds an entry; one that is there already stays as it is.</summary>
    public async Task Add(string tenant, AuditEntry entry, CancellationToken ct)
    {
        await writes.ExecuteAsync(new SqlStatement(InsertEntry, [Text(tenant), .. AuditRows.Parameters(entry)]), ct);
        sealing.Raise(tenant);
    }

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
        Where("object", "~>=~", Optional(query.TargetPrefix));
        Where("object", "~<~", query.TargetPrefix is { } prefix ? Text(prefix + AfterAllTexts) : null);
        Where("result", "=", Optional(query.Result));
        // The index of results leaves out what most entries are.
        if (query.Result is { } result && result != AuditResults.Ok)
            conditions.Add($"result <> '{AuditResults.Ok}'");
        Where("from_address", "=", Optional(query.Address));
        Where("id", ">=", First(query.Since));
        Where("id", "<", First(query.Until));
        Where("id", query.OldestFirst ? ">" : "<", query.After is { } after ? Uuid(after) : null);
        return reads.QueryAsync(
            new SqlStatement(
                $"""
                select {AuditRows.ReadColumns} from audit_entry where {string.Join(" and ", conditions)}
                order by id {(query.OldestFirst ? "asc" : "desc")} limit ${(parameters.Count + 1).ToString(CultureInfo.InvariantCulture)}
                """,
                [.. parameters, Int(query.Limit)]),
            row => AuditRows.Read(row),
            ct);
    }

    /// <summary>
    /// Removes entries older than <paramref name="retention"/>, of each tenant the beginning of its chain: an entry that is
    /// newer, or not sealed, keeps those behind it.
    /// </summary>
    /// <returns>How many.</returns>
    public async Task<int> RemoveOlder(TimeSpan retention, int limit, CancellationToken ct)
    {
        var keptSince = clock.GetUtcNow() - retention;
        return await writes.ExecuteAsync(
            new SqlStatement(
                """
                with permission as materialized (select set_config('sanctum.audit_kept_since', $1::timestamptz::text, true) as since),
                old as (
                    select chain.tenant, oldest.id
                    from permission cross join audit_chain chain
                    cross join lateral (
                        select id, chain_seq, bool_and(occurred_at < $1) over (order by chain_seq) as is_old
                        from (select id, chain_seq, occurred_at from audit_entry
                              where tenant = chain.tenant and chain_seq > chain.anchor_seq order by chain_seq limit $2) first) oldest
                    where oldest.is_old
                    order by chain.tenant, oldest.chain_seq
                    limit $2)
                delete from audit_entry entry using old where entry.tenant = old.tenant and entry.id = old.id
                """,
                Time(keptSince), Int(limit)),
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
