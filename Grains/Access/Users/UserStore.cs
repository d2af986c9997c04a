using System.Collections.Immutable;
using Npgsql;
using Sanctum.Audit;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Access;

/// <summary>The SQL of <c>users</c> and <c>user_roles</c>.</summary>
internal sealed class UserStore(WriteBatcher writes, Database reads)
{
    private const string Columns =
        """
        u.username, u.email,
        array(select r.role from user_roles r where r.tenant = u.tenant and r.username = u.username order by r.role),
        u.created_at, u.disabled_at is not null, u.locked_until, u.must_change, u.last_sign_in_at,
        u.password_hash, u.failed_attempts,
        exists (select from user_totp f where f.tenant = u.tenant and f.username = u.username and f.confirmed_at is not null)
        """;

    public Task<UserRow?> Find(string tenant, string username, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"select {Columns} from users u where u.tenant = $1 and u.username = $2", Text(tenant), Text(username)),
            Read,
            ct);

    public async Task<ImmutableArray<User>> List(string tenant, string? after, int limit, CancellationToken ct) =>
    [
        .. (await reads.QueryAsync(
            new SqlStatement(
                $"select {Columns} from users u where u.tenant = $1 and u.username > $2 order by u.username limit $3",
                Text(tenant), Text(after ?? ""), Int(limit)),
            Read,
            ct)).Select(row => row.User),
    ];

    /// <summary>What a user's roles allow together.</summary>
    public Task<ImmutableArray<Permission>> PermissionsOf(string tenant, string username, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select distinct p.permission from user_roles r join role_permissions p on p.tenant = r.tenant and p.role = r.role
                where r.tenant = $1 and r.username = $2
                """,
                Text(tenant), Text(username)),
            row => Permission.Parse(row.GetString(0)),
            ct);

    /// <summary>Whether an enabled user other than this one may do everything.</summary>
    public async Task<bool> HasAdminBeside(string tenant, string username, CancellationToken ct) =>
        await reads.QuerySingleAsync(
            new SqlStatement(
                """
                select count(*) from users u
                where u.tenant = $1 and u.username <> $2 and u.disabled_at is null and exists (
                    select from user_roles r join role_permissions p on p.tenant = r.tenant and p.role = r.role
                    where r.tenant = u.tenant and r.username = u.username and p.permission = $3)
                """,
                Text(tenant), Text(username), Text(Permission.Everything.ToString())),
            row => row.GetInt64(0),
            ct) > 0;

    /// <summary>Adds a user with roles; false if the name is taken, or there are as many users as may be.</summary>
    public async Task<bool> Add(
        string tenant, string username, NewUser user, string hash, DateTimeOffset now, AuditEntry audit,
        CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, u, n) = (p.Add(Text(tenant)), p.Add(Text(username)), p.Add(Time(now)));
        return await Changes(
            p.Audited(
                $"""
                changed as (
                    insert into users (tenant, username, id, email, password_hash, must_change, password_changed_at, created_at)
                    select {t}, {u}, {p.Add(Uuid(Guid.CreateVersion7(now)))}, {p.Add(Text(user.Email))}, {p.Add(Text(hash))},
                           {p.Add(Bool(user.Password is null))}, {n}, {n}
                    where (select count(*) from users where tenant = {t}) < {p.Add(Int(UserRules.MaxUsers))}
                    on conflict do nothing returning tenant),
                granted as (
                    insert into user_roles (tenant, username, role)
                    select changed.tenant, {u}, given.role from changed, unnest({p.Add(Texts(user.Roles))}) as given (role)
                    on conflict do nothing)
                """,
                t, audit),
            ct);
    }

    /// <summary>Counts a failed sign-in, of a user who is not there too.</summary>
    public Task Failed(
        string tenant, string username, int attempts, DateTimeOffset? lockedUntil, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return Changes(
            p.Audited(
                $"""
                counted as (
                    update users set failed_attempts = {p.Add(Int(attempts))}, locked_until = {p.Add(Time(lockedUntil))}
                    where tenant = {t} and username = {p.Add(Text(username))}),
                changed as (select {t})
                """,
                t, audit),
            ct);
    }

    /// <summary>
    /// Sets the password of a user and ends all sessions but one; false if a token is asked for and is not valid.
    /// </summary>
    /// <param name="change">The password and how it is set.</param>
    /// <param name="audit">What the log says of it.</param>
    /// <param name="ct">Cancels the wait.</param>
    public Task<bool> SetPassword(PasswordChange change, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, u, n) = (p.Add(Text(change.Tenant)), p.Add(Text(change.Username)), p.Add(Time(change.At)));
        var byToken = change.ResetHash is { } token
            ? $"and reset_hash = {p.Add(Bytes(token))} and reset_expires_at > {n} and disabled_at is null"
            : "";
        return Changes(
            p.Audited(
                $"""
                changed as (
                    update users set password_hash = {p.Add(Text(change.Hash))}, must_change = {p.Add(Bool(change.IsOneTime))},
                        password_changed_at = {n}, reset_hash = null, reset_expires_at = null, failed_attempts = 0,
                        locked_until = null, has_password = true{(change.Enables ? ", disabled_at = null" : "")}
                    where tenant = {t} and username = {u} {byToken}
                    returning tenant),
                unasked as (delete from sign_in_challenge where tenant = {t} and username = {u} and exists (select from changed)),
                ended as (
                    update refresh_token set revoked_at = {n}, revoked_as = 'password'
                    from changed where refresh_token.tenant = {t} and username = {u} and revoked_at is null
                        and session_id is distinct from {p.Add(Uuid(change.KeptSession))})
                """,
                t, audit),
            ct);
    }

    /// <summary>Replaces the hash of a password that stays, unless the password was changed meanwhile.</summary>
    public Task SetHash(string tenant, string username, string present, string next, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                "update users set password_hash = $4 where tenant = $1 and username = $2 and password_hash = $3",
                Text(tenant), Text(username), Text(present), Text(next)),
            ct);

    public Task<bool> SetReset(
        string tenant, string username, byte[] hash, DateTimeOffset expiresAt, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return Changes(
            p.Audited(
                $"""
                changed as (
                    update users set reset_hash = {p.Add(Bytes(hash))}, reset_expires_at = {p.Add(Time(expiresAt))}
                    where tenant = {t} and username = {p.Add(Text(username))} returning tenant)
                """,
                t, audit),
            ct);
    }

    /// <exception cref="PostgresException">23503: a role is not there any more.</exception>
    public Task<bool> SetRoles(
        string tenant, string username, ImmutableArray<string> roles, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, u, r) = (p.Add(Text(tenant)), p.Add(Text(username)), p.Add(Texts(roles)));
        return Changes(
            p.Audited(
                $"""
                taken as (delete from user_roles where tenant = {t} and username = {u} and role <> all ({r})),
                given as (
                    insert into user_roles (tenant, username, role)
                    select {t}, {u}, role from unnest({r}) as given (role) on conflict do nothing),
                changed as (select {t})
                """,
                t, audit),
            ct);
    }

    public Task<bool> SetDisabled(
        string tenant, string username, bool isDisabled, DateTimeOffset now, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, u, n) = (p.Add(Text(tenant)), p.Add(Text(username)), p.Add(Time(now)));
        var disabled = p.Add(Bool(isDisabled));
        return Changes(
            p.Audited(
                $"""
                changed as (
                    update users set disabled_at = case when {disabled} then coalesce(disabled_at, {n}) end
                    where tenant = {t} and username = {u} returning tenant),
                ended as (
                    update refresh_token set revoked_at = {n}, revoked_as = 'disabled'
                    from changed where {disabled} and refresh_token.tenant = {t} and username = {u} and revoked_at is null)
                """,
                t, audit),
            ct);
    }

    public Task<bool> Unlock(string tenant, string username, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return Changes(
            p.Audited(
                $"""
                changed as (
                    update users set failed_attempts = 0, locked_until = null
                    where tenant = {t} and username = {p.Add(Text(username))} returning tenant)
                """,
                t, audit),
            ct);
    }

    private async Task<bool> Changes(SqlStatement statement, CancellationToken ct) =>
        await writes.QuerySingleAsync(statement, row => row.GetInt64(0), ct) > 0;

    private static UserRow Read(NpgsqlDataReader row) => new(
        new User(
            row.GetString(0), row.TextOrNull(1), [.. row.GetFieldValue<string[]>(2)], row.Time(3), row.GetBoolean(4),
            row.TimeOrNull(5), row.GetBoolean(6), row.TimeOrNull(7))
        {
            HasTotp = row.GetBoolean(10),
        },
        row.GetString(8),
        row.GetInt32(9));
}

/// <summary>A user with what nobody else sees.</summary>
internal sealed record UserRow(User User, string PasswordHash, int FailedAttempts);

/// <summary>A password that is set.</summary>
/// <param name="Tenant">The user's tenant.</param>
/// <param name="Username">The user.</param>
/// <param name="Hash">The hash of the password.</param>
/// <param name="At">Now.</param>
/// <param name="IsOneTime">Whether it must be changed at the next sign-in.</param>
/// <param name="Enables">Whether a disabled user is enabled with it.</param>
/// <param name="KeptSession">The session that stays; all others end.</param>
/// <param name="ResetHash">The hash of the token that allows it; null where no token is asked for.</param>
internal sealed record PasswordChange(
    string Tenant, string Username, string Hash, DateTimeOffset At, bool IsOneTime = false, bool Enables = false,
    Guid? KeptSession = null, byte[]? ResetHash = null);
