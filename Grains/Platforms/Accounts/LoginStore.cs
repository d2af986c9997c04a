using System.Collections.Immutable;
using Npgsql;
using Sanctum.Secrets;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Platforms.Accounts;

/// <summary>The SQL of <c>platform_session</c>.</summary>
internal sealed class LoginStore(WriteBatcher writes, Database reads)
{
    private const int MaxListed = 200;
    private const string Columns = "id, state, subject, issued_at, expires_at, ended_at, reason";

    /// <summary>The session in use, or null.</summary>
    public Task<StoredSession?> FindActive(AccountKey key, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(
            $"""
            select {Columns}, secret_key, secret from platform_session
            where tenant = $1 and platform = $2 and account = $3 and state = 'active'
            """,
            Text(key.Tenant), Text(key.Platform), Text(key.Account)),
        row => new StoredSession(Read(row), new SealedSecret(row.GetString(7), row.GetFieldValue<byte[]>(8))),
        ct);

    /// <summary>Puts a session in the place of the one in use, in one statement. Safe to repeat.</summary>
    public Task Replace(
        AccountKey key, Guid id, PlatformSession session, SealedSecret secret, string reason,
        CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            """
            with ended as (
                update platform_session set state = 'expired', ended_at = now(), reason = $9
                where tenant = $1 and platform = $2 and account = $3 and state = 'active' and id <> $4
                returning 1)
            insert into platform_session (id, tenant, platform, account, state, subject, secret_key, secret, expires_at)
            select $4, $1, $2, $3, 'active', $5, $6, $7, $8 from (select count(*) from ended) first
            on conflict (id) do nothing
            """,
            Text(key.Tenant), Text(key.Platform), Text(key.Account), Uuid(id), Text(session.Subject), Text(secret.KeyId),
            Bytes(secret.Bytes),
            Time(session.ExpiresAt), Text(reason)),
        ct);

    /// <summary>Takes a session out of use: ended, or set apart because it cannot be read.</summary>
    public Task End(Guid id, SessionState state, string reason, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            "update platform_session set state = $2, ended_at = now(), reason = $3 where id = $1 and state = 'active'",
            Uuid(id), Text(ToColumn(state)), Text(reason)),
        ct);

    /// <summary>An account's sessions, newest first.</summary>
    public Task<ImmutableArray<SessionRecord>> List(AccountKey key, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            $"""
            select {Columns} from platform_session where tenant = $1 and platform = $2 and account = $3
            order by issued_at desc limit $4
            """,
            Text(key.Tenant), Text(key.Platform), Text(key.Account), Int(MaxListed)),
        Read, ct);

    /// <summary>A tenant's sessions in one state, newest first.</summary>
    public Task<ImmutableArray<AccountSession>> ListIn(
        string tenant, SessionState state, Guid? before, int limit, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            $"""
            select {Columns}, platform, account from platform_session
            where state = $1 and tenant = $2 and ($3::uuid is null or id < $3)
            order by id desc limit $4
            """,
            Text(ToColumn(state)), Text(tenant), Uuid(before), Int(limit)),
        row => new AccountSession(row.GetString(7), row.GetString(8), Read(row)), ct);

    /// <summary>
    /// Removes sessions that ended longer ago than <paramref name="retention"/>, of one tenant or, without one, of all.
    /// </summary>
    /// <returns>How many.</returns>
    public Task<int> RemoveEnded(string? tenant, TimeSpan retention, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            "delete from platform_session where state <> 'active' and ended_at <= now() - $1 and " +
            "($2::text is null or tenant = $2)",
            Interval(retention), Text(tenant)),
        ct);

    private static SessionRecord Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), Enum.Parse<SessionState>(row.GetString(1), ignoreCase: true), row.GetString(2), row.Time(3),
        row.TimeOrNull(4),
        row.TimeOrNull(5), row.TextOrNull(6));

    private static string ToColumn(SessionState state) => state.ToString().ToLowerInvariant();
}

/// <summary>A session as its row holds it.</summary>
internal sealed record StoredSession(SessionRecord Record, SealedSecret Secret);
