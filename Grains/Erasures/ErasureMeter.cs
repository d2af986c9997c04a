using System.Diagnostics.Metrics;

namespace Sanctum.Erasures;

/// <summary>Metrics of erasures of people.</summary>
internal sealed class ErasureMeter
{
    private readonly Counter<long> _erasures;
    private readonly Counter<long> _traces;

    public ErasureMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Erasures");
        _erasures = meter.CreateCounter<long>("sanctum.people.erasures", "{erasure}", "Erasures of people that ended");
        _traces = meter.CreateCounter<long>(
            "sanctum.people.erased", "{trace}", "Traces that ended erasures of people have erased");
    }

    public void Ended(long traces)
    {
        _erasures.Add(1);
        _traces.Add(traces);
    }
}
