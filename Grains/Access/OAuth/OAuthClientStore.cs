using System.Collections.Immutable;
using Npgsql;
using Sanctum.Audit;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Access;

/// <summary>The SQL of <c>oauth_client</c>.</summary>
internal sealed class OAuthClientStore(WriteBatcher writes, Database reads)
{
    private const string Columns =
        """
        id, client_id, name, kind, source, redirect_uris, scopes, created_by, created_at, revoked_at,
        coalesce(secret_hash, ''::bytea), read_at
        """;

    /// <summary>Adds a client; false if there are as many as may be that are not revoked.</summary>
    public async Task<bool> Add(string tenant, OAuthClient client, int most, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return await Changes(
            p.Audited(
                $"""
                changed as (
                    insert into oauth_client (tenant, id, client_id, name, kind, source, redirect_uris, scopes, secret_hash,
                                              created_by, created_at)
                    select {t}, {p.Add(Uuid(client.Id))}, {p.Add(Text(client.ClientId))}, {p.Add(Text(client.Name))},
                           {p.Add(Text(NameOf(client.Kind)))}, {p.Add(Text(NameOf(client.Source)))},
                           {p.Add(Texts(client.RedirectUris))}, {p.Add(Texts(client.Scopes.Select(scope => scope.ToString())))},
                           {p.Add(Bytes(client.SecretHash.IsEmpty ? null : [.. client.SecretHash]))},
                           {p.Add(Text(client.CreatedBy))}, {p.Add(Time(client.CreatedAt))}
                    where (select count(*) from oauth_client where tenant = {t} and revoked_at is null) < {p.Add(Int(most))}
                    on conflict do nothing returning tenant)
                """,
                t, audit),
            ct);
    }

    /// <summary>Keeps what a client's document says now. One that was revoked stays revoked.</summary>
    /// <returns>False if there are as many clients as may be.</returns>
    public async Task<bool> PutDocument(string tenant, OAuthClient client, int most, DateTimeOffset now, CancellationToken ct) =>
        await writes.ExecuteAsync(
            new SqlStatement(
                """
                insert into oauth_client (tenant, id, client_id, name, kind, source, redirect_uris, scopes, created_by,
                                          created_at, read_at)
                select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10
                where (select count(*) from oauth_client where tenant = $1 and revoked_at is null) < $11
                    or exists (select from oauth_client where tenant = $1 and id = $2)
                on conflict (tenant, id) do update set name = $4, redirect_uris = $7, scopes = $8, read_at = $10
                """,
                Text(tenant), Uuid(client.Id), Text(client.ClientId), Text(client.Name), Text(NameOf(client.Kind)),
                Text(NameOf(client.Source)), Texts(client.RedirectUris),
                Texts(client.Scopes.Select(scope => scope.ToString())), Text(client.CreatedBy), Time(now), Int(most)),
            ct) > 0;

    public Task<OAuthClientRow?> Find(string tenant, Guid id, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"select {Columns} from oauth_client where tenant = $1 and id = $2", Text(tenant), Uuid(id)),
            Read,
            ct);

    public Task<OAuthClientRow?> Find(string tenant, string clientId, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"select {Columns} from oauth_client where tenant = $1 and client_id = $2", Text(tenant), Text(clientId)),
            Read,
            ct);

    public Task<ImmutableArray<OAuthClient>> List(string tenant, Guid? after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {Columns} from oauth_client where tenant = $1 and ($2::uuid is null or id < $2)
                order by id desc limit $3
                """,
                Text(tenant), Uuid(after), Int(limit)),
            row => Read(row).Client,
            ct);

    /// <summary>Changes what is said of a client; false if it is revoked.</summary>
    public Task<bool> Change(string tenant, OAuthClient client, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return Changes(
            p.Audited(
                $"""
                changed as (
                    update oauth_client
                    set name = {p.Add(Text(client.Name))}, redirect_uris = {p.Add(Texts(client.RedirectUris))},
                        scopes = {p.Add(Texts(client.Scopes.Select(scope => scope.ToString())))}
                    where tenant = {t} and id = {p.Add(Uuid(client.Id))} and revoked_at is null returning tenant)
                """,
                t, audit),
            ct);
    }

    /// <summary>Replaces the hash of a client's secret; false if it is revoked or has none.</summary>
    public Task<bool> SetSecret(string tenant, Guid id, byte[] hash, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return Changes(
            p.Audited(
                $"""
                changed as (
                    update oauth_client set secret_hash = {p.Add(Bytes(hash))}
                    where tenant = {t} and id = {p.Add(Uuid(id))} and revoked_at is null and secret_hash is not null
                    returning tenant)
                """,
                t, audit),
            ct);
    }

    /// <summary>Revokes a client; one that is revoked stays as it is.</summary>
    public Task Revoke(string tenant, Guid id, DateTimeOffset now, AuditEntry audit, CancellationToken ct)
    {
        var p = new StatementParameters();
        var t = p.Add(Text(tenant));
        return Changes(
            p.Audited(
                $"""
                changed as (
                    update oauth_client set revoked_at = {p.Add(Time(now))}
                    where tenant = {t} and id = {p.Add(Uuid(id))} and revoked_at is null returning tenant)
                """,
                t, audit),
            ct);
    }

    private async Task<bool> Changes(SqlStatement statement, CancellationToken ct) =>
        await writes.QuerySingleAsync(statement, row => row.GetInt64(0), ct) > 0;

    private static OAuthClientRow Read(NpgsqlDataReader row) => new(
        new OAuthClient(
            row.GetGuid(0), row.GetString(1), row.GetString(2), Enum.Parse<OAuthClientKind>(row.GetString(3), ignoreCase: true),
            Enum.Parse<OAuthClientSource>(row.GetString(4), ignoreCase: true), [.. row.GetFieldValue<string[]>(5)],
            [.. row.GetFieldValue<string[]>(6).Select(Permission.Parse)], row.GetString(7), row.Time(8), row.TimeOrNull(9),
            [.. row.GetFieldValue<byte[]>(10)]),
        row.TimeOrNull(11));

    private static string NameOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}

/// <summary>A client as its row has it.</summary>
/// <param name="Client">The client.</param>
/// <param name="ReadAt">When its metadata document was read last; null where it has none.</param>
internal sealed record OAuthClientRow(OAuthClient Client, DateTimeOffset? ReadAt);
