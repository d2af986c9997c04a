using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Tenants;

/// <summary>
/// Removes the rows of a tenant a few at a time. What is removed is noted in the same commit, so a deletion that a crash
/// interrupts continues with a right count.
/// </summary>
internal sealed class TenantEraser(WriteBatcher writes, Database reads, TenantTables tables, TimeProvider clock)
{
    private const int BatchSize = 500;
    private const int MaxRounds = 1_000;

    // Longer than a silo takes to hear of the deletion, and what it had begun takes to be written.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Removes rows until two looks at all tables, some seconds apart, find none: what runs elsewhere may add some at first.
    /// </summary>
    public async Task Erase(string tenant, CancellationToken ct)
    {
        var all = await tables.List(ct);
        var wasClean = false;
        for (var round = 0; round < MaxRounds; round++)
        {
            var removed = 0L;
            foreach (var table in all)
                removed += await Erase(tenant, table, ct);
            if (removed == 0 && wasClean)
                return;
            wasClean = removed == 0;
            if (wasClean)
                await Task.Delay(Settled, clock, ct);
        }
        throw new Errors.StorageUnavailableException($"Tenant '{tenant}' gets new rows as fast as they are removed.");
    }

    /// <summary>What was removed so far; null for a tenant whose deletion was never asked for.</summary>
    public async Task<TenantDeletion?> Find(string tenant, CancellationToken ct)
    {
        var removed = await reads.QueryAsync(
            new SqlStatement(
                "select table_name, rows, last_at from tenant_deletion where name = $1 order by table_name", Text(tenant)),
            row => new DeletedRows(row.GetString(0), row.GetInt64(1), row.Time(2)),
            ct);
        return await reads.QuerySingleAsync(
            new SqlStatement(
                "select deletion_started_at, deleted_at from tenant where name = $1 and deletion_started_at is not null",
                Text(tenant)),
            row => new TenantDeletion(tenant, row.Time(0), row.TimeOrNull(1), removed),
            ct);
    }

    private async Task<long> Erase(string tenant, TenantTable table, CancellationToken ct)
    {
        var removed = 0L;
        while (true)
        {
            var batch = await EraseBatch(tenant, table, ct);
            removed += batch;
            if (batch < BatchSize)
                return removed;
        }
    }

    // The setting lets the triggers of the audit log pass, until the end of the transaction.
    private Task<long> EraseBatch(string tenant, TenantTable table, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with permission as materialized (select set_config('sanctum.tenant_deleted', $1, true) as tenant),
                doomed as materialized (
                    select t.ctid as place from permission cross join lateral (
                        select t.ctid from {table.Name} t where {table.Condition} limit $2) t),
                gone as (delete from {table.Name} t using doomed where t.ctid = doomed.place returning 1),
                noted as (
                    insert into tenant_deletion as before (name, table_name, rows, last_at)
                    select $1, $3, count(*), $4 from gone having count(*) > 0
                    on conflict (name, table_name) do update
                        set rows = before.rows + excluded.rows, last_at = excluded.last_at)
                select count(*) from gone
                """,
                Text(tenant), Int(BatchSize), Text(table.Name), Time(clock.GetUtcNow())),
            row => row.GetInt64(0),
            ct);
}
