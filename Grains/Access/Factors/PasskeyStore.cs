using System.Buffers.Text;
using System.Collections.Immutable;
using Npgsql;
using Sanctum.Audit;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Access;

/// <summary>The SQL of <c>passkey</c> and <c>passkey_challenge</c>.</summary>
internal sealed class PasskeyStore(WriteBatcher writes, Database reads)
{
    /// <summary>How many passkeys a user has at most.</summary>
    public const int MaxOfUser = 20;

    // The clock of another silo may be behind: what has ended here is not to be accepted there again.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>What authenticators call an enabled user; null if there is none.</summary>
    public Task<byte[]?> FindHandle(string tenant, string username, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                "select id from users where tenant = $1 and username = $2 and disabled_at is null", Text(tenant), Text(username)),
            row => HandleOf(row.GetGuid(0)),
            ct);

    /// <summary>A user's passkeys with their credentials, the newest first.</summary>
    public Task<ImmutableArray<(Passkey Passkey, string CredentialId)>> List(
        string tenant, string username, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select id, name, is_backed_up, created_at, last_used_at, credential_id from passkey
                where tenant = $1 and username = $2 order by created_at desc, id desc
                """,
                Text(tenant), Text(username)),
            row => (Read(row), row.GetString(5)),
            ct);

    /// <summary>A passkey by its credential, of an enabled user.</summary>
    public Task<KeptPasskey?> Find(string tenant, string credentialId, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                """
                select p.id, p.username, p.public_key, p.sign_count, u.id
                from passkey p join users u on u.tenant = p.tenant and u.username = p.username
                where p.tenant = $1 and p.credential_id = $2 and u.disabled_at is null
                """,
                Text(tenant), Text(credentialId)),
            row => new KeptPasskey(
                row.GetGuid(0), row.GetString(1), Base64Url.DecodeFromChars(row.GetString(2)), (uint)row.GetInt64(3),
                HandleOf(row.GetGuid(4))),
            ct);

    /// <summary>Adds a passkey and notes that its challenge was used; false if that was before, or there is no room.</summary>
    public Task<bool> Add(
        string tenant, string username, Passkey passkey, PasskeyMaterial material, UsedChallenge challenge, AuditEntry audit,
        CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, u) = (p.Add(Text(tenant)), p.Add(Text(username)));
        return Changes(
            p.Audited(
                $"""
                {Use(p, t, challenge)},
                changed as (
                    insert into passkey (tenant, id, username, name, credential_id, public_key, sign_count, is_backed_up,
                                         created_at)
                    select {t}, {p.Add(Uuid(passkey.Id))}, {u}, {p.Add(Text(passkey.Name))},
                           {p.Add(Text(material.CredentialId))}, {p.Add(Text(material.PublicKey))},
                           {p.Add(Long(material.SignCount))}, {p.Add(Bool(passkey.IsBackedUp))}, {p.Add(Time(passkey.CreatedAt))}
                    from used
                    where (select count(*) from passkey where tenant = {t} and username = {u}) < {p.Add(Int(MaxOfUser))}
                    on conflict do nothing returning tenant)
                """,
                t, audit),
            ct);
    }

    /// <summary>
    /// Notes that a passkey signed a challenge; false if that was used before, or the counter went back meanwhile.
    /// </summary>
    public Task<bool> Used(
        string tenant, Guid id, uint signCount, bool isBackedUp, UsedChallenge challenge, CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, c) = (p.Add(Text(tenant)), p.Add(Long(signCount)));
        return Changes(
            new SqlStatement(
                $"""
                with {Use(p, t, challenge)},
                changed as (
                    update passkey set sign_count = {c}, last_used_at = {p.Add(Time(challenge.UsedAt))},
                        is_backed_up = {p.Add(Bool(isBackedUp))}
                    where tenant = {t} and id = {p.Add(Uuid(id))} and (sign_count < {c} or (sign_count = 0 and {c} = 0))
                        and exists (select from used)
                    returning tenant)
                select count(*) from changed
                """,
                p.All),
            ct);
    }

    /// <summary>Deletes a passkey of a user, or all where no id is given; false if there is none.</summary>
    public Task<bool> Delete(string tenant, string username, Guid? id, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        var one = id is { } only ? $"and id = {p.Add(Uuid(only))}" : "";
        return Changes(
            p.Audited(
                $"""
                changed as (
                    delete from passkey where tenant = {t} and username = {p.Add(Text(username))} {one} returning tenant)
                """,
                t, audit),
            ct);
    }

    private static string Use(StatementParameters p, string tenant, UsedChallenge challenge) =>
        $"""
        over as (delete from passkey_challenge where tenant = {tenant} and expires_at < {p.Add(Time(challenge.UsedAt - Skew))}),
        used as (
            insert into passkey_challenge (tenant, challenge_hash, expires_at)
            values ({tenant}, {p.Add(Bytes(challenge.Hash))}, {p.Add(Time(challenge.ExpiresAt))})
            on conflict do nothing returning tenant)
        """;

    private async Task<bool> Changes(SqlStatement statement, CancellationToken ct) =>
        await writes.QuerySingleAsync(statement, row => row.GetInt64(0), ct) > 0;

    private static byte[] HandleOf(Guid id) => id.ToByteArray(bigEndian: true);

    private static Passkey Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetBoolean(2), row.Time(3), row.TimeOrNull(4));
}

/// <summary>What a new passkey is checked with later; texts are Base64Url.</summary>
internal sealed record PasskeyMaterial(string CredentialId, string PublicKey, uint SignCount);

/// <summary>A passkey with what a signature is checked with.</summary>
internal sealed record KeptPasskey(Guid Id, string Username, byte[] PublicKey, uint SignCount, byte[] UserHandle);

/// <summary>A challenge that was used.</summary>
internal sealed record UsedChallenge(byte[] Hash, DateTimeOffset UsedAt, DateTimeOffset ExpiresAt);
