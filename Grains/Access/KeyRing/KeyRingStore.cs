using System.Collections.Immutable;
using System.Globalization;
using Sanctum.Audit;
using Sanctum.Secrets;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Access;

/// <summary>The SQL of <c>key_ring</c>; documents are encrypted in it.</summary>
internal sealed class KeyRingStore(WriteBatcher writes, Database reads, SecretBox box)
{
    /// <summary>Every key, the oldest first, with its number.</summary>
    /// <exception cref="UnreadableSecretException">One was encrypted under a key that is not here.</exception>
    public Task<ImmutableArray<(long Number, RingKey Key)>> List(string tenant, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                "select number, name, secret_key_id, secret, expires_at from key_ring where tenant = $1 order by number",
                Text(tenant)),
            row =>
            {
                var secret = new SealedSecret(row.GetString(2), row.GetFieldValue<byte[]>(3));
                var number = row.GetInt64(0);
                return (number, new RingKey(row.GetString(1), box.Open(secret, Place(tenant, number)), row.Time(4)));
            },
            ct);

    /// <summary>Adds a key, unless there is one of its number, and removes those that ended before a time.</summary>
    public Task Add(
        string tenant, long number, RingKey key, DateTimeOffset now, DateTimeOffset endedBefore, AuditEntry audit,
        CancellationToken ct)
    {
        var document = box.Seal(key.Document, Place(tenant, number));
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return writes.QuerySingleAsync(
            p.Audited(
                $"""
                removed as (delete from key_ring where tenant = {t} and expires_at < {p.Add(Time(endedBefore))}),
                changed as (
                    insert into key_ring (tenant, number, name, secret_key_id, secret, created_at, expires_at)
                    values ({t}, {p.Add(Long(number))}, {p.Add(Text(key.Name))}, {p.Add(Text(document.KeyId))},
                            {p.Add(Bytes(document.Bytes))}, {p.Add(Time(now))}, {p.Add(Time(key.ExpiresAt))})
                    on conflict do nothing returning tenant)
                """,
                t, audit),
            _ => true,
            ct);
    }

    /// <summary>Where a key belongs.</summary>
    public static string Place(string tenant, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"key_ring/{tenant}/{number}");
}
