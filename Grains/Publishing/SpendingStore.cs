using Sanctum.Platforms;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Publishing;

/// <summary>The SQL of <c>platform_spending</c>: points that went for something else than posts of the outbox.</summary>
internal sealed class SpendingStore(WriteBatcher writes)
{
    /// <summary>Takes note of points, and forgets those that count no more.</summary>
    public Task Write(AccountKey address, int points, TimeSpan memory, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            """
            with forgotten as (
                delete from platform_spending where tenant = $1 and platform = $2 and account = $3 and spent_at <= now() - $5)
            insert into platform_spending (tenant, platform, account, points) values ($1, $2, $3, $4)
            """,
            Text(address.Tenant), Text(address.Platform), Text(address.Account), Int(points), Interval(memory)),
        ct);
}
