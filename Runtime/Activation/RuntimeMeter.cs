using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Sanctum.Runtime.Activation;

/// <summary>What the runtime counts, under the names that Orleans uses, so that one dashboard reads both.</summary>
internal sealed class RuntimeMeter
{
    private readonly Meter _meter;
    private readonly Counter<long> _created;
    private readonly Counter<long> _destroyed;
    private readonly Counter<long> _failedToActivate;
    private readonly Counter<long> _timedOut;
    private readonly Histogram<double> _latency;

    public RuntimeMeter(IMeterFactory factory)
    {
        _meter = factory.Create("Microsoft.Orleans");
        _created = _meter.CreateCounter<long>("orleans-catalog-activation-created", description: "Activations that began");
        _destroyed = _meter.CreateCounter<long>("orleans-catalog-activation-destroyed", description: "Activations that ended");
        _failedToActivate = _meter.CreateCounter<long>("orleans-catalog-activation-failed-to-activate", description: "Activations that could not begin");
        _timedOut = _meter.CreateCounter<long>("orleans-app-requests-timedout", description: "Grain calls whose caller no longer waits");
        _latency = _meter.CreateHistogram<double>("orleans-app-requests-latency", unit: "ms", description: "Time of a grain call");
    }

    public void Watch(Func<int> activations) => _meter.CreateObservableGauge("orleans-catalog-activations", activations, description: "Activations in memory");

    public void Created() => _created.Add(1);

    public void Destroyed() => _destroyed.Add(1);

    public void FailedToActivate() => _failedToActivate.Add(1);

    public void TimedOut() => _timedOut.Add(1);

    /// <summary>When a call starts that <see cref="Answered"/> is to measure; zero when nobody listens, which costs nothing.</summary>
    public long Begin() => _latency.Enabled ? Stopwatch.GetTimestamp() : 0;

    public void Answered(long began)
    {
        if (began != 0)
            _latency.Record(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }
}
