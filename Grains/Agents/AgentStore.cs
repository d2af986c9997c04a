using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Agents;

/// <summary>Reads agents out of the grain state rows.</summary>
internal sealed class AgentStore(Database reads, IOptions<ClusterOptions> cluster)
{
    /// <summary>Agents of a tenant in the order of their ids; the range is one of the primary key.</summary>
    public Task<ImmutableArray<Agent>> List(string tenant, string? after, int limit, bool includeRetired, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select grain_key, payload::text from grain_state
                where service_id = $6 and state_name = 'agent' and grain_key > $1 and grain_key < $2 and payload is not null
                  and ($3 or (payload->>'Status')::int <> $4)
                order by grain_key limit $5
                """,
                Text($"{tenant}/{after}"), Text($"{tenant}0"),
                new Npgsql.NpgsqlParameter<bool> { TypedValue = includeRetired }, Int((int)AgentStatus.Retired), Int(limit), Text(
                    cluster.Value.ServiceId)),
            row => JsonSerializer.Deserialize<AgentState>(row.GetString(1))!.Describe(row.GetString(0)[(tenant.Length + 1)..]),
            ct);

    /// <summary>One agent in service whose model is one of a provider, or null.</summary>
    /// <param name="tenant">Whose agents.</param>
    /// <param name="provider">What stands before the slash of the model.</param>
    /// <param name="ct">Ends it early.</param>
    public Task<string?> FindUserOf(string tenant, string provider, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                """
                select grain_key from grain_state
                where service_id = $5 and state_name = 'agent'
                  and (payload #>> '{Definition,Capabilities,Model}') collate "C" >= $1
                  and (payload #>> '{Definition,Capabilities,Model}') collate "C" < $2
                  and grain_key >= $3 and grain_key < $4 and (payload->>'Status')::int <> $6
                limit 1
                """,
                Text($"{provider}/"), Text($"{provider}0"), Text($"{tenant}/"), Text($"{tenant}0"), Text(cluster.Value.ServiceId),
                Int((int)AgentStatus.Retired)),
            row => row.GetString(0)[(tenant.Length + 1)..],
            ct);
}
