using Npgsql;
using Orleans.Runtime.Placement;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Placement;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Conversations;

/// <summary>
/// Chooses the home of the session's agent: the one that the caller names, else the one in the session's row. A new session whose
/// agent nobody names is opened by its agent's queue, and stays on that silo.
/// </summary>
internal sealed class SessionPlacementDirector(Database reads) : IPlacementDirector
{
    public async Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) is { } hint)
            return hint;
        if (silos.Length == 1)
            return silos[0];
        if ((NamedAgent(target) ?? await FindAgent(target.GrainIdentity.Key.ToString()!)) is { } agent)
            return AgentHomes.HomeOf(agent, silos);
        return silos.Contains(context.LocalSilo) ? context.LocalSilo : silos[0];
    }

    private static string? NamedAgent(PlacementTarget target) =>
        target.RequestContextData?.GetValueOrDefault(CallHints.Agent) as string;

    private async Task<string?> FindAgent(string session)
    {
        try
        {
            var agent = await reads.QuerySingleAsync(
                new SqlStatement(
                    "select payload ->> 'AgentId' from grain_state where service_id = 'default' and state_name = 'session' " +
                    "and grain_key = $1", Text(session)),
                row => row.IsDBNull(0) ? null : row.GetString(0));
            return string.IsNullOrEmpty(agent) ? null : new GrainKey(GrainKey.Parse(session).Tenant, agent).ToString();
        }
        catch (Exception exception) when (exception is StorageUnavailableException or NpgsqlException)
        {
            // The activation reads the same row, and reports the outage to its caller.
            return null;
        }
    }
}
