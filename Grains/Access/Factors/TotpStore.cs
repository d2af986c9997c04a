using System.Collections.Immutable;
using Sanctum.Audit;
using Sanctum.Secrets;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Access;

/// <summary>The SQL of <c>user_totp</c> and <c>recovery_code</c>; secrets are encrypted in it.</summary>
internal sealed class TotpStore(WriteBatcher writes, Database reads, SecretBox box)
{
    /// <summary>A user's secret, whether or not it is confirmed; null if there is none.</summary>
    /// <exception cref="UnreadableSecretException">It was encrypted under a key that is not here.</exception>
    public Task<TotpRow?> Find(string tenant, string username, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                """
                select secret_key_id, secret, confirmed_at, created_at,
                    (select count(*) from recovery_code r where r.tenant = $1 and r.username = $2)
                from user_totp where tenant = $1 and username = $2
                """,
                Text(tenant), Text(username)),
            row => new TotpRow(
                box.Open(new SealedSecret(row.GetString(0), row.GetFieldValue<byte[]>(1)), Place(tenant, username)),
                row.TimeOrNull(2), row.Time(3), (int)row.GetInt64(4)),
            ct);

    /// <summary>Keeps a secret that is not confirmed yet, in place of such a one; false if a confirmed one is there.</summary>
    public Task<bool> Enrol(
        string tenant, string username, string secret, DateTimeOffset now, AuditEntry audit, CancellationToken ct)
    {
        var sealedSecret = box.Seal(secret, Place(tenant, username));
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return Changes(
            p.Audited(
                $"""
                changed as (
                    insert into user_totp as present (tenant, username, secret_key_id, secret, created_at)
                    values ({t}, {p.Add(Text(username))}, {p.Add(Text(sealedSecret.KeyId))}, {p.Add(Bytes(sealedSecret.Bytes))},
                            {p.Add(Time(now))})
                    on conflict (tenant, username) do update
                    set secret_key_id = excluded.secret_key_id, secret = excluded.secret, created_at = excluded.created_at
                    where present.confirmed_at is null
                    returning tenant)
                """,
                t, audit),
            ct);
    }

    /// <summary>Confirms a secret by the step of its first code; false if there is none that waits for it.</summary>
    public Task<bool> Confirm(
        string tenant, string username, long step, ImmutableArray<byte[]> recoveryHashes, DateTimeOffset now, AuditEntry audit,
        CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, u) = (p.Add(Text(tenant)), p.Add(Text(username)));
        var hashes = string.Join(", ", recoveryHashes.Select(hash => $"({p.Add(Bytes(hash))})"));
        return Changes(
            p.Audited(
                $"""
                changed as (
                    update user_totp set confirmed_at = {p.Add(Time(now))}, last_step = {p.Add(Long(step))}
                    where tenant = {t} and username = {u} and confirmed_at is null
                    returning tenant),
                given as (
                    insert into recovery_code (tenant, username, code_hash)
                    select changed.tenant, {u}, code.hash from changed, (values {hashes}) as code (hash))
                """,
                t, audit),
            ct);
    }

    /// <summary>Removes a secret with its recovery codes and the challenges; false if none is there.</summary>
    public Task<bool> Remove(string tenant, string username, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, u) = (p.Add(Text(tenant)), p.Add(Text(username)));
        return Changes(
            p.Audited(
                $"""
                changed as (delete from user_totp where tenant = {t} and username = {u} returning tenant),
                ended as (delete from sign_in_challenge where tenant = {t} and username = {u})
                """,
                t, audit),
            ct);
    }

    /// <summary>
    /// Accepts the code of a time step, once, and no code of that step or before again; with a challenge, takes that too.
    /// </summary>
    public Task<bool> UseStep(
        string tenant, string username, long step, byte[]? challenge, DateTimeOffset now, CancellationToken ct) =>
        Use(
            tenant, username, challenge, now,
            (p, t, u) =>
            {
                var s = p.Add(Long(step));
                return $"""
                    update user_totp set last_step = {s}
                    where tenant = {t} and username = {u} and confirmed_at is not null and last_step < {s}
                    """;
            },
            ct);

    /// <summary>Accepts a recovery code, once; with a challenge, takes that too.</summary>
    public Task<bool> UseRecovery(
        string tenant, string username, byte[] code, byte[]? challenge, DateTimeOffset now, CancellationToken ct) =>
        Use(
            tenant, username, challenge, now,
            (p, t, u) => $"delete from recovery_code where tenant = {t} and username = {u} and code_hash = {p.Add(Bytes(code))}",
            ct);

    // The row of the code decides between two that come at once with one code, that of the challenge between two with one
    // challenge.
    private Task<bool> Use(
        string tenant, string username, byte[]? challenge, DateTimeOffset now,
        Func<StatementParameters, string, string, string> use, CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, u) = (p.Add(Text(tenant)), p.Add(Text(username)));
        var used = use(p, t, u);
        if (challenge is null)
            return Changes(new SqlStatement($"with used as ({used} returning tenant) select count(*) from used", p.All), ct);
        var open = $"""
            from sign_in_challenge
            where tenant = {t} and username = {u} and code_hash = {p.Add(Bytes(challenge))} and expires_at > {p.Add(Time(now))}
            """;
        return Changes(
            new SqlStatement(
                $"""
                with used as ({used} and exists (select {open}) returning tenant),
                taken as (delete {open} and exists (select from used) returning tenant)
                select count(*) from taken
                """,
                p.All),
            ct);
    }

    private async Task<bool> Changes(SqlStatement statement, CancellationToken ct) =>
        await writes.QuerySingleAsync(statement, row => row.GetInt64(0), ct) > 0;

    /// <summary>Where a secret belongs.</summary>
    public static string Place(string tenant, string username) => $"user_totp/{tenant}/{username}";
}

/// <summary>A user's secret.</summary>
internal sealed record TotpRow(string Secret, DateTimeOffset? ConfirmedAt, DateTimeOffset CreatedAt, int RecoveryCodes);
