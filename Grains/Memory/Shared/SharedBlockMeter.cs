using System.Diagnostics.Metrics;

namespace Sanctum.Memory;

/// <summary>What shared blocks show to a monitor, over all blocks.</summary>
internal sealed class SharedBlockMeter
{
    private readonly Counter<long> _changes;
    private readonly Counter<long> _refusals;

    public SharedBlockMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Memory");
        _changes = meter.CreateCounter<long>(
            "sanctum.memory.shared.changes", "{change}", "Versions of shared blocks that were made, by kind of change");
        _refusals = meter.CreateCounter<long>(
            "sanctum.memory.shared.refusals", "{edit}", "Edits of shared blocks that the agent's right did not allow");
    }

    public void Changed(BlockChangeKind kind) =>
        _changes.Add(1, new KeyValuePair<string, object?>("change", SharedVersionStore.NameOf(kind)));

    public void Refused() => _refusals.Add(1);
}
