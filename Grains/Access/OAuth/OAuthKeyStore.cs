using System.Collections.Immutable;
using Sanctum.Audit;
using Sanctum.Secrets;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Access;

/// <summary>The SQL of <c>oauth_key</c>; keys are encrypted in it.</summary>
internal sealed class OAuthKeyStore(WriteBatcher writes, Database reads, SecretBox box)
{
    private const char Between = '.';

    /// <summary>Every key, the newest first.</summary>
    /// <exception cref="UnreadableSecretException">One was encrypted under a key that is not here.</exception>
    public Task<ImmutableArray<OAuthKey>> List(string tenant, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select kid, created_at, accepted_until, secret_key_id, secret
                from oauth_key where tenant = $1 order by accepted_until desc nulls first, created_at desc
                """,
                Text(tenant)),
            row =>
            {
                var secret = new SealedSecret(row.GetString(3), row.GetFieldValue<byte[]>(4));
                var parts = box.Open(secret, Place(tenant, row.GetString(0))).Split(Between);
                return new OAuthKey(
                    row.GetString(0), row.Time(1), row.TimeOrNull(2), [.. Convert.FromBase64String(parts[0])],
                    [.. Convert.FromBase64String(parts[1])]);
            },
            ct);

    /// <summary>Makes a key the one that signs; the one before is accepted for a while.</summary>
    /// <returns>False if another silo did so at the same time.</returns>
    public async Task<bool> Add(
        string tenant, OAuthKey key, DateTimeOffset beforeAcceptedUntil, bool isFirst, AuditEntry audit, CancellationToken ct)
    {
        var text = $"{Convert.ToBase64String([.. key.Signing])}{Between}{Convert.ToBase64String([.. key.Encryption])}";
        var sealedKey = box.Seal(text, Place(tenant, key.Kid));
        if (!isFirst)
            await Retire(tenant, beforeAcceptedUntil, key.CreatedAt, ct);
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return await writes.QuerySingleAsync(
            p.Audited(
                $"""
                changed as (
                    insert into oauth_key (tenant, kid, secret_key_id, secret, created_at)
                    values ({t}, {p.Add(Text(key.Kid))}, {p.Add(Text(sealedKey.KeyId))}, {p.Add(Bytes(sealedKey.Bytes))},
                            {p.Add(Time(key.CreatedAt))})
                    on conflict do nothing returning tenant)
                """,
                t, audit),
            row => row.GetInt64(0),
            ct) > 0;
    }

    // The index allows one key without an end, so the end comes first. A crash in between leaves none that signs: the next call
    // for a key makes one.
    private Task Retire(string tenant, DateTimeOffset acceptedUntil, DateTimeOffset now, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                with removed as (delete from oauth_key where tenant = $1 and accepted_until < $3)
                update oauth_key set accepted_until = $2
                where tenant = $1 and (accepted_until is null or (accepted_until > $2 and accepted_until >= $3))
                """,
                Text(tenant), Time(acceptedUntil), Time(now)),
            ct);

    public static string Place(string tenant, string kid) => $"oauth_key/{tenant}/{kid}";
}
