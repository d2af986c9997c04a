using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Audit;

/// <summary>The SQL of <c>audit_entry</c>. What must be in another row's transaction is written by that row's store.</summary>
internal sealed class AuditStore(WriteBatcher writes, Database reads)
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
