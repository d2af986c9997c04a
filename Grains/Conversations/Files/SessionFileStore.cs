using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Conversations;

/// <summary>The SQL that reads the sessions of an agent for its file, and finds which ids are free.</summary>
internal sealed class SessionFileStore(Database reads, IOptions<ClusterOptions> cluster)
{
    /// <summary>Id, platform and account of the agent's sessions, in the order of their ids.</summary>
    public Task<ImmutableArray<(string Id, string Platform, string Account)>> List(
        GrainKey agent, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select session_id, platform, account from session_activity where tenant = $1 and agent = $2
                order by session_id collate "C" limit $3
                """,
                Text(agent.Tenant), Text(agent.Name), Int(limit)),
            row => (row.GetString(0), row.GetString(1), row.GetString(2)),
            ct);

    /// <summary>The ids that a session has already.</summary>
    public Task<ImmutableArray<string>> FindTaken(string tenant, IEnumerable<string> ids, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select id from unnest($2) as wanted (id)
                where exists (select from transcript_entry where tenant = $1 and session_id = id)
                   or exists (select from session_activity where tenant = $1 and session_id = id)
                   or exists (select from grain_state where service_id = $3 and state_name = 'session'
                              and grain_key = $1 || '/' || id)
                """,
                Text(tenant), Texts(ids), Text(cluster.Value.ServiceId)),
            row => row.GetString(0),
            ct);
}
