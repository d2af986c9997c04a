using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Sanctum.Metrics;

/// <summary>Adds up what the meters of this process report. Prometheus wants totals, and its server takes the differences.</summary>
internal sealed class MeterCollector : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, Metric> _metrics = new();
    private readonly Lock _collecting = new();

    public MeterCollector()
    {
        _listener.InstrumentPublished = Enable;
        _listener.MeasurementsCompleted = (instrument, _) => _metrics.TryRemove(instrument, out var _);
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => ((Metric)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, state) => ((Metric)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => ((Metric)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => ((Metric)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, state) => ((Metric)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => ((Metric)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => ((Metric)state!).Record((double)value, tags));
    }

    public void Start() => _listener.Start();

    /// <summary>Every metric as it stands, in the order of names; observed instruments are asked now.</summary>
    public IReadOnlyList<Metric> Collect()
    {
        lock (_collecting)
        {
            foreach (var metric in _metrics.Values)
                metric.ForgetObservations();
            _listener.RecordObservableInstruments();
            return [.. _metrics.Values.OrderBy(metric => metric.Name, StringComparer.Ordinal)];
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Enable(Instrument instrument, MeterListener listener)
    {
        if (ObservedMeters.Include(instrument) && Metric.Of(instrument) is { } metric && _metrics.TryAdd(instrument, metric))
            listener.EnableMeasurementEvents(instrument, metric);
    }
}
