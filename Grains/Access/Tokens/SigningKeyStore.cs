using System.Collections.Immutable;
using Sanctum.Audit;
using Sanctum.Secrets;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Access;

/// <summary>The SQL of <c>signing_key</c>; keys are encrypted in it.</summary>
internal sealed class SigningKeyStore(WriteBatcher writes, Database reads, SecretBox box)
{
    /// <summary>Every key, the newest first.</summary>
    /// <exception cref="UnreadableSecretException">One was encrypted under a key that is not here.</exception>
    public Task<ImmutableArray<SigningKey>> List(string tenant, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select kid, algorithm, created_at, accepted_until, secret_key_id, secret
                from signing_key where tenant = $1 order by accepted_until desc nulls first, created_at desc
                """,
                Text(tenant)),
            row => new SigningKey(
                row.GetString(0), row.GetString(1), row.Time(2), row.TimeOrNull(3),
                Open(tenant, row.GetString(0), new SealedSecret(row.GetString(4), row.GetFieldValue<byte[]>(5)))),
            ct);

    /// <summary>Makes a key the one that signs; the one before is accepted for a while.</summary>
    /// <returns>False if another silo did so at the same time.</returns>
    public async Task<bool> Add(
        string tenant, SigningKey key, DateTimeOffset beforeAcceptedUntil, bool isFirst, AuditEntry audit, CancellationToken ct)
    {
        var sealedKey = box.Seal(Convert.ToBase64String([.. key.Bytes]), Place(tenant, key.Kid));
        if (!isFirst)
            await Retire(tenant, beforeAcceptedUntil, key.CreatedAt, ct);
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return await writes.QuerySingleAsync(
            p.Audited(
                $"""
                changed as (
                    insert into signing_key (tenant, kid, algorithm, secret_key_id, secret, created_at)
                    values ({t}, {p.Add(Text(key.Kid))}, {p.Add(Text(key.Algorithm))}, {p.Add(Text(sealedKey.KeyId))},
                            {p.Add(Bytes(sealedKey.Bytes))}, {p.Add(Time(key.CreatedAt))})
                    on conflict do nothing returning tenant)
                """,
                t, audit),
            row => row.GetInt64(0),
            ct) > 0;
    }

    // The index allows one key without an end, so the end comes first. A crash in between leaves none that signs: the next call
    // for a token makes one.
    private Task Retire(string tenant, DateTimeOffset acceptedUntil, DateTimeOffset now, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                with removed as (delete from signing_key where tenant = $1 and accepted_until < $3)
                update signing_key set accepted_until = $2
                where tenant = $1 and (accepted_until is null or (accepted_until > $2 and accepted_until >= $3))
                """,
                Text(tenant), Time(acceptedUntil), Time(now)),
            ct);

    private ImmutableArray<byte> Open(string tenant, string kid, SealedSecret secret) =>
        [.. Convert.FromBase64String(box.Open(secret, Place(tenant, kid)))];

    /// <summary>Where a key belongs.</summary>
    public static string Place(string tenant, string kid) => $"signing_key/{tenant}/{kid}";
}
