using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Sanctum.Identity;
using Sanctum.Platforms;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Queues;

/// <summary>
/// The SQL of a repair: one pass over a batch of an agent's items with every rule, then a statement for each rule that found
/// something.
/// </summary>
internal sealed class RepairStore(
    WriteBatcher writes, Database reads, IEnumerable<IRepairRuleSource> sources, IPlatformPresence platforms,
    IOptionsMonitor<QueueHealthOptions> health, IOptions<ClusterOptions> cluster)
{
    private static readonly TimeSpan ForEver = TimeSpan.FromDays(36_500);

    /// <summary>All rules, in the order in which they are applied.</summary>
    public IReadOnlyList<RepairRule> Rules { get; } = [.. RepairRules.All, .. sources.SelectMany(source => source.Rules)];

    private string Findings => string.Join(
        ",\n", Rules.Select((rule, i) => $"case when {rule.When} then jsonb_build_array({i}, {rule.Message}) end"));

    /// <summary>The next items with what is wrong with each.</summary>
    public Task<ImmutableArray<ScannedItem>> Scan(GrainKey queue, Guid? after, int limit, CancellationToken ct)
    {
        // In the order of an index that has every item of the agent.
        var start = after is null ? "true" : "notification_id > (select notification_id from queue_item where id = $9)";
        return reads.QueryAsync(
            new SqlStatement(
                $"""
                select item.id, item.session_id, array_remove(array[{Findings}], null)::text[]
                from (
                    select * from queue_item where tenant = $1 and agent = $2 and {start} order by notification_id limit $10) item
                order by item.notification_id
                """,
                [.. Parameters(queue, []), Uuid(after), Int(limit)]),
            row => new ScannedItem(
                row.GetGuid(0), row.GetString(1),
                [.. row.GetFieldValue<string[]>(2).Select(finding => RuleFinding.Parse(finding, Rules))]),
            ct);
    }

    /// <summary>Mends what a rule found, as far as it still holds.</summary>
    /// <returns>The items that were changed.</returns>
    public Task<ImmutableArray<Guid>> Apply(GrainKey queue, RepairRule rule, Guid[] items, CancellationToken ct) =>
        writes.QueryAsync(new SqlStatement(rule.Statement!, Parameters(queue, items)), row => row.GetGuid(0), ct);

    /// <summary>Sessions whose transcripts lack entries, and how many.</summary>
    public Task<ImmutableArray<(string SessionId, long Missing)>> FindGaps(
        string tenant, string[] sessions, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            """
            select session_id, max(seq) - count(*) from transcript_entry where tenant = $1 and session_id = any($2)
            group by session_id having max(seq) <> count(*)
            """,
            Text(tenant), Texts(sessions)),
        row => (row.GetString(0), row.GetInt64(1)),
        ct);

    private NpgsqlParameter[] Parameters(GrainKey queue, Guid[] items) =>
    [
        Text(queue.Tenant), Text(queue.Name),
        Texts(platforms.ThereWithin(health.CurrentValue.PlatformPatience).Append(PlatformNames.Api)),
        Texts(platforms.WithAccounts),
        Text(cluster.Value.ServiceId), Interval(health.CurrentValue.LeaseGrace),
        new NpgsqlParameter<Guid[]> { TypedValue = items },
        Interval(platforms.KnownFor < health.CurrentValue.PlatformPatience ? ForEver : health.CurrentValue.PlatformPatience),
    ];
}

/// <summary>An item that was looked at.</summary>
internal sealed record ScannedItem(Guid Id, string SessionId, ImmutableArray<RuleFinding> Findings);

/// <summary>What a rule says about an item.</summary>
internal sealed record RuleFinding(RepairRule Rule, string Message)
{
    public static RuleFinding Parse(string json, IReadOnlyList<RepairRule> rules)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return new RuleFinding(rules[document.RootElement[0].GetInt32()], document.RootElement[1].GetString() ?? "");
    }
}
