namespace Sanctum.Placement;

/// <summary>
/// The home silo of each agent, by rendezvous hashing over the silos' addresses: a silo that joins or leaves changes the homes of
/// its own agents only, and one that is started again on its ports gets them back.
/// </summary>
internal sealed class AgentHomes(IClusterMembershipService membership, ILocalSiloDetails local, TimeProvider clock)
{
    private static readonly TimeSpan CheckPeriod = TimeSpan.FromSeconds(10);

    /// <summary>The home among <paramref name="silos"/>.</summary>
    public static SiloAddress HomeOf(string agentKey, IEnumerable<SiloAddress> silos) =>
        silos.MaxBy(silo => (StableHash.ComputeHash($"{agentKey}@{silo.Endpoint}"), silo.Endpoint.ToString()))
        ?? throw new InvalidOperationException("There is no silo.");

    /// <summary>
    /// Whether an activation on this silo should migrate, because its agent's home is another. Looks at most every 10 s, so that
    /// a cluster whose members change has time to settle.
    /// </summary>
    /// <param name="agentKey">The agent's grain key.</param>
    /// <param name="checkedAt">When the activation was looked at last; 0 for a new one.</param>
    public bool IsAway(string agentKey, ref long checkedAt)
    {
        if (checkedAt == 0)
        {
            checkedAt = clock.GetTimestamp();
            return false;
        }
        if (clock.GetElapsedTime(checkedAt) < CheckPeriod)
            return false;
        checkedAt = clock.GetTimestamp();
        var active = membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress).ToList();
        return active.Count > 1 && !HomeOf(agentKey, active).Equals(local.SiloAddress);
    }
}
