using System.Collections.Immutable;
using Npgsql;
using Sanctum.Audit;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Access;

/// <summary>The SQL of <c>oauth_consent</c> and <c>oauth_token</c>.</summary>
internal sealed class OAuthTokenStore(WriteBatcher writes, Database reads)
{
    private const string ConsentColumns = "s.id, s.client, c.client_id, c.name, s.username, s.scopes, s.created_at";

    private const string TokenColumns =
        "id, client, consent, subject, type, status, created_at, expires_at, redeemed_at, version, reference, payload";

    // A token that ended stays for a while, so that one that is used twice is still recognised.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Adds a consent; false if its client is revoked or its user disabled.</summary>
    public Task<bool> AddConsent(string tenant, OAuthConsent consent, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return Changes(
            p.Audited(
                $"""
                changed as (
                    insert into oauth_consent (tenant, id, client, username, scopes, created_at)
                    select c.tenant, {p.Add(Uuid(consent.Id))}, c.id, u.username, {p.Add(Texts(consent.Scopes))},
                           {p.Add(Time(consent.CreatedAt))}
                    from oauth_client c join users u on u.tenant = c.tenant and u.username = {p.Add(Text(consent.Username))}
                    where c.tenant = {t} and c.id = {p.Add(Uuid(consent.Client))} and c.revoked_at is null
                        and u.disabled_at is null
                    returning tenant)
                """,
                t, audit),
            ct);
    }

    public Task<OAuthConsent?> FindConsent(string tenant, Guid id, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"""
                select {ConsentColumns} from oauth_consent s
                join oauth_client c on c.tenant = s.tenant and c.id = s.client
                join users u on u.tenant = s.tenant and u.username = s.username
                where s.tenant = $1 and s.id = $2 and s.revoked_at is null and c.revoked_at is null and u.disabled_at is null
                """,
                Text(tenant), Uuid(id)),
            ReadConsent,
            ct);

    public Task<ImmutableArray<OAuthConsent>> Consents(string tenant, string username, int most, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {ConsentColumns} from oauth_consent s join oauth_client c on c.tenant = s.tenant and c.id = s.client
                where s.tenant = $1 and s.username = $2 and s.revoked_at is null and c.revoked_at is null
                order by s.id desc limit $3
                """,
                Text(tenant), Text(username), Int(most)),
            ReadConsent,
            ct);

    /// <summary>Revokes a consent with its tokens; false if there is none that holds.</summary>
    public Task<bool> RevokeConsent(
        string tenant, Guid id, string? username, string reason, DateTimeOffset now, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, c) = (p.Add(Text(tenant)), p.Add(Uuid(id)));
        var ofUser = username is null ? "" : $"and username = {p.Add(Text(username))}";
        return Changes(
            p.Audited(
                $"""
                changed as (
                    update oauth_consent set revoked_at = {p.Add(Time(now))}, revoked_as = {p.Add(Text(reason))}
                    where tenant = {t} and id = {c} {ofUser} and revoked_at is null returning tenant),
                ended as (
                    update oauth_token set status = 'revoked', version = version + 1
                    where tenant = {t} and consent = {c} and status <> 'revoked' and exists (select from changed))
                """,
                t, audit),
            ct);
    }

    /// <summary>Adds a token, and removes some that ended long ago.</summary>
    public Task AddToken(string tenant, OAuthToken token, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                with removed as (
                    delete from oauth_token where tenant = $1 and id in (
                        select id from oauth_token where tenant = $1 and expires_at < $10 order by expires_at limit 20))
                insert into oauth_token (tenant, id, client, consent, subject, type, status, created_at, expires_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                on conflict do nothing
                """,
                Text(tenant), Uuid(token.Id), Uuid(token.Client), Uuid(token.Consent), Text(token.Subject), Text(token.Type),
                Text(token.Status), Time(token.CreatedAt), Time(token.ExpiresAt), Time(token.CreatedAt - Kept)),
            ct);

    public Task<OAuthToken?> FindToken(string tenant, Guid id, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"select {TokenColumns} from oauth_token where tenant = $1 and id = $2", Text(tenant), Uuid(id)),
            ReadToken,
            ct);

    public Task<OAuthToken?> FindToken(string tenant, string reference, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"select {TokenColumns} from oauth_token where tenant = $1 and reference = $2", Text(tenant), Text(reference)),
            ReadToken,
            ct);

    /// <summary>Changes a token's status; false if it has another version by now.</summary>
    public async Task<bool> ChangeToken(string tenant, OAuthToken token, CancellationToken ct) =>
        await writes.ExecuteAsync(
            new SqlStatement(
                """
                update oauth_token set status = $3, redeemed_at = $4, version = version + 1, reference = $6, payload = $7
                where tenant = $1 and id = $2 and version = $5
                """,
                Text(tenant), Uuid(token.Id), Text(token.Status), Time(token.RedeemedAt), Int(token.Version),
                Text(token.Reference), Text(token.Payload)),
            ct) > 0;

    public Task<int> RevokeTokens(string tenant, Guid consent, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                update oauth_token set status = 'revoked', version = version + 1
                where tenant = $1 and consent = $2 and status <> 'revoked'
                """,
                Text(tenant), Uuid(consent)),
            ct);

    private async Task<bool> Changes(SqlStatement statement, CancellationToken ct) =>
        await writes.QuerySingleAsync(statement, row => row.GetInt64(0), ct) > 0;

    private static OAuthToken ReadToken(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.IsDBNull(2) ? null : row.GetGuid(2), row.GetString(3), row.GetString(4),
        row.GetString(5), row.Time(6), row.Time(7), row.TimeOrNull(8), row.GetInt32(9), row.TextOrNull(10), row.TextOrNull(11));

    private static OAuthConsent ReadConsent(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetString(4),
        [.. row.GetFieldValue<string[]>(5)], row.Time(6));
}
