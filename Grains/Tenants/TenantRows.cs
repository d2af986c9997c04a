using Npgsql;
using Sanctum.Storage;

namespace Sanctum.Tenants;

/// <summary>What statements of other features say about the tenant of a row, and how a row becomes a tenant.</summary>
internal static class TenantRows
{
    /// <summary>Columns that <see cref="Read"/> takes.</summary>
    public const string Columns =
        "name, title, state, max_agents, max_users, max_keys, max_sessions, max_messages_per_minute, version, created_at, " +
        "changed_at, max_memory_blocks";

    /// <summary>Whether the tenant that a column names is suspended or deleted. A name without a row is in service.</summary>
    public static string IsOutOfService(string column) =>
        $"exists (select from tenant where tenant.name = {column} and tenant.state <> 'active')";

    public static Tenant Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), Enum.Parse<TenantState>(row.GetString(2), ignoreCase: true),
        new TenantQuotas(
            Quota(row, 3), Quota(row, 4), Quota(row, 5), Quota(row, 6), Quota(row, 7))
        { MemoryBlocks = Quota(row, 11) },
        row.GetInt32(8), row.Time(9), row.Time(10));

    private static int? Quota(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
}
