using Sanctum.Audit;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Access;

/// <summary>The SQL of <c>sign_in_link</c>.</summary>
internal sealed class SignInLinkStore(WriteBatcher writes)
{
    private const int MaxLinks = 100;

    /// <summary>Adds a link, and removes those that have ended and the oldest beyond the limit.</summary>
    public Task Add(
        string tenant, string username, byte[] hash, DateTimeOffset now, DateTimeOffset expiresAt, AuditEntry audit,
        CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, n) = (p.Add(Text(tenant)), p.Add(Time(now)));
        return writes.QuerySingleAsync(
            p.Audited(
                $"""
                removed as (
                    delete from sign_in_link
                    where tenant = {t} and (expires_at <= {n} or code_hash in (
                        select code_hash from sign_in_link where tenant = {t}
                        order by created_at desc offset {p.Add(Int(MaxLinks - 1))}))),
                changed as (
                    insert into sign_in_link (tenant, code_hash, username, created_at, expires_at)
                    values ({t}, {p.Add(Bytes(hash))}, {p.Add(Text(username))}, {n}, {p.Add(Time(expiresAt))})
                    returning tenant)
                """,
                t, audit),
            _ => true,
            ct);
    }

    /// <summary>Removes a link; answers whom it signs in, or null if it is not there or has ended.</summary>
    public Task<string?> Take(string tenant, byte[] hash, DateTimeOffset now, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                "delete from sign_in_link where tenant = $1 and code_hash = $2 and expires_at > $3 returning username",
                Text(tenant), Bytes(hash), Time(now)),
            row => row.GetString(0),
            ct);
}
