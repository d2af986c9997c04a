using System.Collections.Immutable;
using Npgsql;
using Sanctum.Storage;
using Sanctum.Tenants;
using static Sanctum.Storage.Sql;

namespace Sanctum.Access;

/// <summary>Who stands behind a session or a key, in one statement each.</summary>
internal sealed class PrincipalStore(WriteBatcher writes, Database reads)
{
    private const string PermissionsOfUser =
        """
        array(select distinct p.permission from user_roles r join role_permissions p on p.tenant = r.tenant and p.role = r.role
              where r.tenant = u.tenant and r.username = u.username)
        """;

    private static readonly TimeSpan UsedAgain = TimeSpan.FromMinutes(1);

    /// <summary>The user of an open session, if tokens of the signing key are accepted.</summary>
    public Task<Principal?> OfSession(string tenant, Guid session, string kid, DateTimeOffset now, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"""
                select u.username, u.must_change and not (s.by_machine or s.by_passkey), {PermissionsOfUser},
                    {TenantRows.IsOutOfService("u.tenant")}
                from refresh_token s join users u on u.tenant = s.tenant and u.username = s.username
                where s.tenant = $1 and s.session_id = $2 and s.revoked_at is null and s.expires_at > $4 and u.disabled_at is null
                    and exists (select from signing_key k where k.tenant = $1 and k.kid = $3
                                and (k.accepted_until is null or k.accepted_until > $4))
                """,
                Text(tenant), Uuid(session), Text(kid), Time(now)),
            row => new Principal(
                tenant, PrincipalKind.User, row.GetString(0), Grants(row.GetFieldValue<string[]>(2)), session, row.GetBoolean(1))
            {
                IsSuspended = row.GetBoolean(3),
            },
            ct);

    /// <summary>A key that works, with what it may do: what it was made for and its owner still may.</summary>
    public Task<PresentedKey?> OfKey(string tenant, byte[] hash, DateTimeOffset now, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"""
                select k.id, k.permissions, {PermissionsOfUser}, k.last_used_at, {TenantRows.IsOutOfService("k.tenant")}
                from api_keys k join users u on u.tenant = k.tenant and u.username = k.owner
                where k.tenant = $1 and k.key_hash = $2 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $3)
                    and u.disabled_at is null
                """,
                Text(tenant), Bytes(hash), Time(now)),
            row => new PresentedKey(
                row.GetGuid(0),
                Permission.Intersect(Grants(row.GetFieldValue<string[]>(1)), Grants(row.GetFieldValue<string[]>(2))),
                row.TimeOrNull(3), row.GetBoolean(4)),
            ct);

    /// <summary>
    /// Who acts by an access token: its client with what it may do, or a user with what the client may ask for, the user allowed
    /// and still may do.
    /// </summary>
    public Task<Principal?> OfOAuthToken(string tenant, Guid token, string kid, DateTimeOffset now, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"""
                select c.client_id, c.scopes, u.username, u.must_change, s.scopes, {PermissionsOfUser}
                from oauth_token t join oauth_client c on c.tenant = t.tenant and c.id = t.client
                left join oauth_consent s on s.tenant = t.tenant and s.id = t.consent and s.revoked_at is null
                left join users u on u.tenant = s.tenant and u.username = s.username and u.disabled_at is null
                where t.tenant = $1 and t.id = $2 and t.status = 'valid' and t.expires_at > $4 and c.revoked_at is null
                    and (u.username is not null or (c.kind = 'service' and t.consent is null))
                    and exists (select from oauth_key k where k.tenant = $1 and k.kid = $3
                                and (k.accepted_until is null or k.accepted_until > $4))
                """,
                Text(tenant), Uuid(token), Text(kid), Time(now)),
            row => ReadOAuth(tenant, row),
            ct);

    /// <summary>Notes that a key was used, at most once a minute.</summary>
    public async Task Used(string tenant, PresentedKey key, DateTimeOffset now, CancellationToken ct)
    {
        if (now - key.LastUsedAt < UsedAgain)
            return;
        await writes.ExecuteAsync(
            new SqlStatement(
                """
                update api_keys set last_used_at = $3
                where tenant = $1 and id = $2 and (last_used_at is null or last_used_at < $3)
                """,
                Text(tenant), Uuid(key.Id), Time(now)),
            ct);
    }

    private static Principal ReadOAuth(string tenant, NpgsqlDataReader row)
    {
        var ofClient = Grants(row.GetFieldValue<string[]>(1));
        if (row.IsDBNull(2))
            return new Principal(tenant, PrincipalKind.Service, row.GetString(0), ofClient);
        // Scopes that are no permission, such as openid, allow nothing here.
        ImmutableArray<Permission> allowed =
        [
            .. row.GetFieldValue<string[]>(4).Where(scope => Permission.TryParse(scope, out _)).Select(Permission.Parse),
        ];
        var ofUser = Permission.Intersect(Grants(row.GetFieldValue<string[]>(5)), allowed);
        return new Principal(
            tenant, PrincipalKind.User, row.GetString(2), ofClient.IsEmpty ? ofUser : Permission.Intersect(ofUser, ofClient),
            MustChangePassword: row.GetBoolean(3));
    }

    private static ImmutableArray<Permission> Grants(string[] permissions) => [.. permissions.Select(Permission.Parse)];
}

/// <summary>A key that was presented and works.</summary>
internal sealed record PresentedKey(
    Guid Id, ImmutableArray<Permission> Permissions, DateTimeOffset? LastUsedAt, bool IsTenantSuspended);
