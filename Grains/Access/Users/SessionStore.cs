using System.Collections.Immutable;
using Sanctum.Audit;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Access;

/// <summary>The SQL of <c>refresh_token</c>.</summary>
internal sealed class SessionStore(WriteBatcher writes, Database reads)
{
    /// <summary>Why a session ended: its user signed out.</summary>
    public const string SignedOut = "signed_out";

    /// <summary>Its user ended it from another session.</summary>
    public const string Ended = "ended";

    private const int MaxSessions = 50;

    // A session that ended stays for a while, so that a stolen token is still recognised.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Begins a session, ends the oldest beyond the limit and removes those that ended long ago.</summary>
    public Task Begin(string tenant, string username, SessionRow session, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, u, n) = (p.Add(Text(tenant)), p.Add(Text(username)), p.Add(Time(session.At)));
        var kept = p.Add(Time(session.At - Kept));
        // Other sign-ins are no sign that a guessed password was right, so they do not unlock the user.
        var unlocks = session.IsByMachine || session.IsByPasskey || session.Provider is not null
            ? ""
            : "failed_attempts = 0, locked_until = null, ";
        return writes.QuerySingleAsync(
            p.Audited(
                $"""
                removed as (
                    delete from refresh_token
                    where tenant = {t} and username = {u} and (expires_at < {kept} or revoked_at < {kept})),
                beyond as (
                    update refresh_token set revoked_at = {n}, revoked_as = 'too_many'
                    where tenant = {t} and session_id in (
                        select session_id from refresh_token
                        where tenant = {t} and username = {u} and revoked_at is null and expires_at > {n}
                        order by refreshed_at desc offset {p.Add(Int(MaxSessions - 1))})),
                changed as (
                    insert into refresh_token (tenant, session_id, username, token_hash, created_at, refreshed_at, expires_at,
                                               ends_at, address, client, by_machine, by_passkey, provider)
                    values ({t}, {p.Add(Uuid(session.Id))}, {u}, {p.Add(Bytes(session.TokenHash))}, {n}, {n},
                            {p.Add(Time(session.ExpiresAt))}, {p.Add(Time(session.EndsAt))}, {p.Add(Text(session.Caller.Address))},
                            {p.Add(Text(session.Caller.Client))}, {p.Add(Bool(session.IsByMachine))},
                            {p.Add(Bool(session.IsByPasskey))}, {p.Add(Text(session.Provider))})
                    returning tenant),
                signed as (
                    update users set {unlocks}last_sign_in_at = {n}
                    where tenant = {t} and username = {u})
                """,
                t, audit),
            _ => true,
            ct);
    }

    /// <summary>Exchanges the hash that is accepted; null if it is not this one, or the session or its user is over.</summary>
    public Task<RefreshedSession?> Refresh(
        string tenant, Guid id, byte[] present, SessionRow next, CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, n) = (p.Add(Text(tenant)), p.Add(Time(next.At)));
        return writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                update refresh_token s
                set token_hash = {p.Add(Bytes(next.TokenHash))}, generation = generation + 1, refreshed_at = {n},
                    expires_at = least(s.ends_at, {p.Add(Time(next.ExpiresAt))}), address = {p.Add(Text(next.Caller.Address))},
                    client = {p.Add(Text(next.Caller.Client))}
                from users u
                where s.tenant = {t} and s.session_id = {p.Add(Uuid(id))} and s.token_hash = {p.Add(Bytes(present))}
                    and s.revoked_at is null and s.expires_at > {n}
                    and u.tenant = s.tenant and u.username = s.username and u.disabled_at is null
                returning s.username, s.expires_at, u.must_change and not (s.by_machine or s.by_passkey),
                    array(select r.role from user_roles r where r.tenant = u.tenant and r.username = u.username order by r.role)
                """,
                p.All),
            row => new RefreshedSession(
                row.GetString(0), row.Time(1), row.GetBoolean(2), [.. row.GetFieldValue<string[]>(3)]),
            ct);
    }

    /// <summary>Ends a session whose token was presented though another had followed it.</summary>
    /// <returns>Whether there was such a session.</returns>
    public async Task<bool> EndReused(
        string tenant, Guid id, byte[] presented, DateTimeOffset now, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return await writes.QuerySingleAsync(
            p.Audited(
                $"""
                changed as (
                    update refresh_token set revoked_at = {p.Add(Time(now))}, revoked_as = 'reused'
                    where tenant = {t} and session_id = {p.Add(Uuid(id))} and token_hash <> {p.Add(Bytes(presented))}
                        and revoked_at is null
                    returning tenant)
                """,
                t, audit),
            row => row.GetInt64(0),
            ct) > 0;
    }

    /// <summary>Ends a session; false if there is none that is open.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The session.</param>
    /// <param name="username">Whose it must be; null where that does not matter.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">Now.</param>
    /// <param name="audit">What the log says of it.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async Task<bool> End(
        string tenant, Guid id, string? username, string reason, DateTimeOffset now, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        var ofUser = username is null ? "" : $"and username = {p.Add(Text(username))}";
        return await writes.QuerySingleAsync(
            p.Audited(
                $"""
                changed as (
                    update refresh_token set revoked_at = {p.Add(Time(now))}, revoked_as = {p.Add(Text(reason))}
                    where tenant = {t} and session_id = {p.Add(Uuid(id))} {ofUser} and revoked_at is null
                    returning tenant)
                """,
                t, audit),
            row => row.GetInt64(0),
            ct) > 0;
    }

    /// <summary>Whether a session of a user is open and began after a time; as <see cref="RecentSignIn"/> counts it.</summary>
    public async Task<bool> IsRecent(string tenant, string username, Guid session, DateTimeOffset since, CancellationToken ct) =>
        await reads.QuerySingleAsync(
            new SqlStatement(
                """
                select true from refresh_token s join users u on u.tenant = s.tenant and u.username = s.username
                where s.tenant = $1 and s.session_id = $2 and s.username = $3 and s.revoked_at is null and s.created_at > $4
                    and (s.provider is null or not u.has_password)
                """,
                Text(tenant), Uuid(session), Text(username), Time(since)),
            row => row.GetBoolean(0),
            ct);

    /// <summary>Keeps that a sign-in was refused.</summary>
    public Task Refused(string tenant, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return writes.QuerySingleAsync(p.Audited($"changed as (select {t})", t, audit), _ => true, ct);
    }

    public Task<ImmutableArray<UserSession>> List(string tenant, string username, DateTimeOffset now, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select session_id, created_at, refreshed_at, expires_at, address, client, provider from refresh_token
                where tenant = $1 and username = $2 and revoked_at is null and expires_at > $3
                order by created_at desc, session_id desc
                """,
                Text(tenant), Text(username), Time(now)),
            row => new UserSession(
                row.GetGuid(0), row.Time(1), row.Time(2), row.Time(3), row.GetString(4), row.TextOrNull(5))
            {
                Provider = row.TextOrNull(6),
            },
            ct);
}

/// <summary>A session as it is written.</summary>
internal sealed record SessionRow(
    Guid Id, byte[] TokenHash, DateTimeOffset At, DateTimeOffset ExpiresAt, DateTimeOffset EndsAt, Caller Caller,
    bool IsByMachine = false, bool IsByPasskey = false, string? Provider = null);

/// <summary>A session whose token was exchanged.</summary>
internal sealed record RefreshedSession(
    string Username, DateTimeOffset ExpiresAt, bool MustChangePassword, ImmutableArray<string> Roles);
