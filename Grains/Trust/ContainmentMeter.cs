using System.Diagnostics.Metrics;

namespace Sanctum.Trust;

/// <summary>What containment shows to a monitor, over all agents.</summary>
internal sealed class ContainmentMeter
{
    private readonly Counter<long> _contained;

    public ContainmentMeter(IMeterFactory meters) => _contained = meters.Create("Sanctum.Trust").CreateCounter<long>(
        "sanctum.trust.contained", "{call}", "Tool calls that were not run because of what their step had read, by trust");

    public void Contained(TrustLevel trust) =>
        _contained.Add(1, new KeyValuePair<string, object?>("trust", TrustNames.Of(trust)));
}
