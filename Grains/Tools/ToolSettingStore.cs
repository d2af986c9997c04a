using System.Collections.Immutable;
using Npgsql;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Tools;

/// <summary>The SQL of <c>tool_catalog</c>.</summary>
internal sealed class ToolSettingStore(WriteBatcher writes, Database reads)
{
    private const string Columns = "tool, enabled, reason, time_limit, changed_at, isolation";

    /// <summary>What was decided in a tenant.</summary>
    public Task<ImmutableArray<ToolSetting>> List(string tenant, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement($"select {Columns} from tool_catalog where tenant = $1 order by tool", Text(tenant)), Read, ct);

    /// <summary>
    /// Changes what the change names, and answers what holds then. The reason goes with the tool being disabled.
    /// </summary>
    public Task<ToolSetting?> Change(string tenant, string tool, ToolChange change, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                insert into tool_catalog as present (tenant, tool, enabled, reason, time_limit, isolation)
                values ($1, $2, coalesce($3, true), $4, nullif($5, interval '0'), nullif($6, 'default'))
                on conflict (tenant, tool) do update set
                    enabled = coalesce($3, present.enabled),
                    reason = case when $3 is null then present.reason else $4 end,
                    time_limit = case when $5 is null then present.time_limit else nullif($5, interval '0') end,
                    isolation = case when $6 is null then present.isolation else nullif($6, 'default') end,
                    changed_at = now()
                returning {Columns}
                """,
                Text(tenant), Text(tool), Bool(change.Enabled), Text(change.Reason), Interval(change.TimeLimit),
                Text(change.Isolation?.ToString().ToLowerInvariant())),
            Read,
            ct);

    private static ToolSetting Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetBoolean(1), row.TextOrNull(2), row.IsDBNull(3) ? null : row.GetTimeSpan(3), row.Time(4),
        row.TextOrNull(5) is { } isolation ? Enum.Parse<ToolIsolation>(isolation, ignoreCase: true) : ToolIsolation.Default);
}
