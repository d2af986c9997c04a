using System.Diagnostics.Metrics;

namespace Sanctum.Consolidation;

/// <summary>What consolidation shows to a monitor, over all agents.</summary>
internal sealed class ConsolidationMeter
{
    private readonly Counter<long> _runs;
    private readonly Counter<long> _proposals;

    public ConsolidationMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Memory");
        _runs = meter.CreateCounter<long>(
            "sanctum.memory.consolidations", "{run}", "Runs that consolidate core memory that ended, by state");
        _proposals = meter.CreateCounter<long>(
            "sanctum.memory.proposals", "{proposal}", "Proposals for blocks of core memory, by what became of them");
    }

    public void Ended(ConsolidationState state) =>
        _runs.Add(1, new KeyValuePair<string, object?>("state", ConsolidationNames.Of(state)));

    public void Made(int count)
    {
        if (count > 0)
            _proposals.Add(count, new KeyValuePair<string, object?>("state", "made"));
    }

    public void Decided(ProposalState state) =>
        _proposals.Add(1, new KeyValuePair<string, object?>("state", ConsolidationNames.Of(state)));
}
