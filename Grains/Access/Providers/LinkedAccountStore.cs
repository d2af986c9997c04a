using System.Collections.Immutable;
using Sanctum.Audit;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Access;

/// <summary>The SQL of <c>user_login</c>.</summary>
internal sealed class LinkedAccountStore(WriteBatcher writes, Database reads)
{
    private const int MaxAccounts = 10;

    /// <summary>Whom an account signs in; null if there is nobody.</summary>
    public Task<LinkedUser?> Find(string tenant, ProviderAccount account, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                "select username, made_user from user_login where tenant = $1 and issuer = $2 and subject = $3",
                Text(tenant), Text(account.Issuer), Text(account.Subject)),
            row => new LinkedUser(row.GetString(0), row.GetBoolean(1)),
            ct);

    /// <summary>Keeps that an account signed its user in, and what it is called now; false if it is unlinked by now.</summary>
    public async Task<bool> Used(
        string tenant, string username, ProviderAccount account, DateTimeOffset now, CancellationToken ct) =>
        await writes.QuerySingleAsync(
            new SqlStatement(
                """
                update user_login set used_at = $5, name = coalesce($6, name)
                where tenant = $1 and issuer = $2 and subject = $3 and username = $4
                returning 1::bigint
                """,
                Text(tenant), Text(account.Issuer), Text(account.Subject), Text(username), Time(now), Text(account.Name)),
            row => row.GetInt64(0),
            ct) > 0;

    public Task<ImmutableArray<LinkedAccount>> List(string tenant, string username, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select provider, issuer, name, linked_at, used_at from user_login
                where tenant = $1 and username = $2 order by linked_at, provider
                """,
                Text(tenant), Text(username)),
            row => new LinkedAccount(row.GetString(0), row.GetString(1), row.TextOrNull(2), row.Time(3), row.TimeOrNull(4)),
            ct);

    /// <summary>Adds a user with an account; false if the name is taken, or there are as many users as may be.</summary>
    /// <exception cref="Npgsql.PostgresException">23505: the account has a user by now.</exception>
    public Task<bool> AddUser(
        string tenant, string username, ProviderAccount account, ImmutableArray<string> roles, string hash, DateTimeOffset now,
        AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, u, n) = (p.Add(Text(tenant)), p.Add(Text(username)), p.Add(Time(now)));
        return Changes(
            p.Audited(
                $"""
                made as (
                    insert into users (tenant, username, id, password_hash, has_password, password_changed_at, created_at)
                    select {t}, {u}, {p.Add(Uuid(Guid.CreateVersion7(now)))}, {p.Add(Text(hash))}, false, {n}, {n}
                    where (select count(*) from users where tenant = {t}) < {p.Add(Int(UserRules.MaxUsers))}
                    on conflict do nothing returning tenant),
                granted as (
                    insert into user_roles (tenant, username, role)
                    select made.tenant, {u}, given.role from made, unnest({p.Add(Texts(roles))}) as given (role)
                    on conflict do nothing),
                changed as (
                    insert into user_login (tenant, issuer, subject, provider, username, name, made_user, linked_at)
                    select made.tenant, {p.Add(Text(account.Issuer))}, {p.Add(Text(account.Subject))},
                           {p.Add(Text(account.Provider))}, {u}, {p.Add(Text(account.Name))}, true, {n}
                    from made returning tenant)
                """,
                t, audit),
            ct);
    }

    /// <summary>
    /// Links an account with a user whose session is open and began after a time; false if it is not, or the account or its
    /// provider is linked already.
    /// </summary>
    public Task<bool> Link(
        string tenant, string username, Guid session, DateTimeOffset since, ProviderAccount account, DateTimeOffset now,
        AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, u, n) = (p.Add(Text(tenant)), p.Add(Text(username)), p.Add(Time(now)));
        return Changes(
            p.Audited(
                $"""
                changed as (
                    insert into user_login (tenant, issuer, subject, provider, username, name, linked_at)
                    select u.tenant, {p.Add(Text(account.Issuer))}, {p.Add(Text(account.Subject))},
                           {p.Add(Text(account.Provider))}, u.username, {p.Add(Text(account.Name))}, {n}
                    from users u join refresh_token s on s.tenant = u.tenant and s.username = u.username
                    where u.tenant = {t} and u.username = {u} and u.disabled_at is null
                        and s.session_id = {p.Add(Uuid(session))} and s.revoked_at is null and s.expires_at > {n}
                        and s.created_at > {p.Add(Time(since))} and (s.provider is null or not u.has_password)
                        and (select count(*) from user_login l where l.tenant = {t} and l.username = {u})
                            < {p.Add(Int(MaxAccounts))}
                    on conflict do nothing returning tenant)
                """,
                t, audit),
            ct);
    }

    /// <summary>
    /// Ends what an account of a provider may do, and the sessions that began by it; false if there is none, or the user could
    /// not sign in any more.
    /// </summary>
    public Task<bool> Unlink(
        string tenant, string username, string provider, Guid keptSession, DateTimeOffset now, AuditEntry audit,
        CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, u, of) = (p.Add(Text(tenant)), p.Add(Text(username)), p.Add(Text(provider)));
        return Changes(
            p.Audited(
                $"""
                kept as (
                    select u.username from users u where u.tenant = {t} and u.username = {u}
                        and (u.has_password or exists (
                            select from user_login l where l.tenant = {t} and l.username = {u} and l.provider <> {of}))),
                changed as (
                    delete from user_login
                    where tenant = {t} and username = {u} and provider = {of} and exists (select from kept)
                    returning tenant),
                ended as (
                    update refresh_token s set revoked_at = {p.Add(Time(now))}, revoked_as = '{SessionStore.Ended}'
                    from changed where s.tenant = {t} and s.username = {u} and s.provider = {of} and s.revoked_at is null
                        and s.session_id <> {p.Add(Uuid(keptSession))})
                """,
                t, audit),
            ct);
    }

    /// <summary>Ends the sessions that began by a provider with which the user is not linked any more.</summary>
    public Task EndUnlinked(
        string tenant, string username, string provider, Guid keptSession, DateTimeOffset now, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                $"""
                update refresh_token s set revoked_at = $5, revoked_as = '{SessionStore.Ended}'
                where tenant = $1 and username = $2 and provider = $3 and session_id <> $4 and revoked_at is null
                    and not exists (
                        select from user_login l where l.tenant = $1 and l.username = $2 and l.provider = $3)
                """,
                Text(tenant), Text(username), Text(provider), Uuid(keptSession), Time(now)),
            ct);

    /// <summary>Unlinks all accounts of a user; false if there are none.</summary>
    public Task<bool> UnlinkAll(string tenant, string username, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return Changes(
            p.Audited(
                $"""
                gone as (delete from user_login where tenant = {t} and username = {p.Add(Text(username))} returning tenant),
                changed as (select tenant from gone limit 1)
                """,
                t, audit),
            ct);
    }

    private async Task<bool> Changes(SqlStatement statement, CancellationToken ct) =>
        await writes.QuerySingleAsync(statement, row => row.GetInt64(0), ct) > 0;
}

/// <summary>Whom an account signs in.</summary>
/// <param name="Username">The user.</param>
/// <param name="WasMade">Whether the user was made for it.</param>
internal sealed record LinkedUser(string Username, bool WasMade);
