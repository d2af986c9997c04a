using System.Collections.Immutable;
using Npgsql;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Tenants;

/// <summary>The SQL of <c>tenant</c>.</summary>
internal sealed class TenantStore(WriteBatcher writes, Database reads)
{
    /// <summary>Every tenant but those that were deleted long ago, of which no process has a grain any more.</summary>
    public Task<ImmutableArray<Tenant>> Load(DateTimeOffset longAgo, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"select {TenantRows.Columns} from tenant where state <> 'deleted' or deleted_at > $1 order by name",
                Time(longAgo)),
            TenantRows.Read,
            ct);

    public Task<Tenant?> Find(string name, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement($"select {TenantRows.Columns} from tenant where name = $1", Text(name)), TenantRows.Read, ct);

    public Task<ImmutableArray<Tenant>> List(string? after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"select {TenantRows.Columns} from tenant where name > $1 order by name limit $2", Text(after ?? ""), Int(limit)),
            TenantRows.Read,
            ct);

    /// <summary>Adds a tenant; null if the name is or was one's.</summary>
    public Task<Tenant?> Add(NewTenant tenant, DateTimeOffset now, CancellationToken ct)
    {
        NpgsqlParameter[] values =
            [Text(tenant.Name), Text(tenant.Title), .. Values(tenant.Quotas), Time(now)];
        return writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                insert into tenant (name, title, max_agents, max_users, max_keys, max_sessions, max_messages_per_minute,
                                    max_memory_blocks, created_at, changed_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
                on conflict do nothing returning {TenantRows.Columns}
                """,
                values),
            TenantRows.Read,
            ct);
    }

    public Task<Tenant?> Change(string name, string title, TenantQuotas quotas, DateTimeOffset now, CancellationToken ct)
    {
        NpgsqlParameter[] values = [Text(name), Text(title), .. Values(quotas), Time(now)];
        return writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                update tenant set title = $2, max_agents = $3, max_users = $4, max_keys = $5, max_sessions = $6,
                    max_messages_per_minute = $7, max_memory_blocks = $8, version = version + 1, changed_at = $9
                where name = $1 returning {TenantRows.Columns}
                """,
                values),
            TenantRows.Read,
            ct);
    }

    /// <summary>Moves a tenant from one state to another; null if it is in another one.</summary>
    public Task<Tenant?> Move(string name, TenantState from, TenantState to, DateTimeOffset now, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                update tenant set state = $3, version = version + 1, changed_at = $4,
                    deletion_started_at = case when $3 = 'deleting' then $4 else deletion_started_at end,
                    deleted_at = case when $3 = 'deleted' then $4 end
                where name = $1 and state = $2 returning {TenantRows.Columns}
                """,
                Text(name), Text(Column(from)), Text(Column(to)), Time(now)),
            TenantRows.Read,
            ct);

    private static string Column(TenantState state) => state.ToString().ToLowerInvariant();

    private static NpgsqlParameter[] Values(TenantQuotas quotas) =>
    [
        Int(quotas.Agents), Int(quotas.Users), Int(quotas.Keys), Int(quotas.Sessions), Int(quotas.MessagesPerMinute),
        Int(quotas.MemoryBlocks),
    ];
}
