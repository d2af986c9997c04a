using Sanctum.Audit;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Access;

/// <summary>The SQL of <c>sign_in_challenge</c>. A challenge is taken with its code, by <see cref="TotpStore"/>.</summary>
internal sealed class ChallengeStore(WriteBatcher writes, Database reads)
{
    private const int MaxOfUser = 10;

    /// <summary>Adds a challenge, and removes those of the user that have ended and the oldest beyond the limit.</summary>
    public Task Add(
        string tenant, string username, byte[] hash, DateTimeOffset now, DateTimeOffset expiresAt, AuditEntry audit,
        CancellationToken ct)
    {
        var p = new StatementParameters();
        var (t, u, n) = (p.Add(Text(tenant)), p.Add(Text(username)), p.Add(Time(now)));
        return writes.QuerySingleAsync(
            p.Audited(
                $"""
                removed as (
                    delete from sign_in_challenge
                    where tenant = {t} and username = {u} and (expires_at <= {n} or code_hash in (
                        select code_hash from sign_in_challenge where tenant = {t} and username = {u}
                        order by created_at desc offset {p.Add(Int(MaxOfUser - 1))}))),
                changed as (
                    insert into sign_in_challenge (tenant, code_hash, username, created_at, expires_at)
                    values ({t}, {p.Add(Bytes(hash))}, {u}, {n}, {p.Add(Time(expiresAt))}) returning tenant)
                """,
                t, audit),
            _ => true,
            ct);
    }

    /// <summary>Whether a challenge of a user is there and has not ended.</summary>
    public async Task<bool> IsOpen(string tenant, string username, byte[] hash, DateTimeOffset now, CancellationToken ct) =>
        await reads.QuerySingleAsync(
            new SqlStatement(
                """
                select count(*) from sign_in_challenge
                where tenant = $1 and code_hash = $2 and username = $3 and expires_at > $4
                """,
                Text(tenant), Bytes(hash), Text(username), Time(now)),
            row => row.GetInt64(0),
            ct) > 0;
}
