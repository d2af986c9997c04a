using System.Collections.Immutable;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Tenants;

/// <summary>The SQL of <c>quota_reservation</c>.</summary>
internal sealed class QuotaReservationStore(WriteBatcher writes, Database reads)
{
    public Task<ImmutableArray<QuotaReservation>> Load(string tenant, TenantQuotaKind kind, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                "select id, places, lapses_at from quota_reservation where tenant = $1 and quota = $2",
                Text(tenant), Text(kind.NameOf())),
            row => new QuotaReservation(row.GetGuid(0), row.GetInt32(1), row.Time(2)),
            ct);

    public Task Add(string tenant, TenantQuotaKind kind, QuotaReservation reservation, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                "insert into quota_reservation (tenant, quota, id, places, lapses_at) values ($1, $2, $3, $4, $5)",
                Text(tenant), Text(kind.NameOf()), Uuid(reservation.Id), Int(reservation.Count), Time(reservation.LapsesAt)),
            ct);

    public Task Remove(string tenant, TenantQuotaKind kind, ImmutableArray<Guid> reservations, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                "delete from quota_reservation where tenant = $1 and quota = $2 and id = any($3)",
                Text(tenant), Text(kind.NameOf()), Uuids(reservations)),
            ct);
}

/// <summary>Places of a quota that a creation holds until it is done.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Count">How many places.</param>
/// <param name="LapsesAt">When it ends though nobody released it, UTC.</param>
internal sealed record QuotaReservation(Guid Id, int Count, DateTimeOffset LapsesAt);
