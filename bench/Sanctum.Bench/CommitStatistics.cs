using System.Diagnostics.Metrics;

namespace Sanctum.Bench;

/// <summary>What the write batcher's meters say: how many writes shared a commit, and how long a commit took.</summary>
internal sealed class CommitStatistics : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _groups;
    private long _writes;
    private double _seconds;

    public CommitStatistics()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Sanctum.Storage")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, size, _, _) => Interlocked.Add(ref _writes, size));
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) =>
        {
            lock (_listener)
            {
                _groups++;
                _seconds += seconds;
            }
        });
        _listener.Start();
    }

    public void Reset()
    {
        lock (_listener)
            (_groups, _writes, _seconds) = (0, 0, 0);
    }

    public string Describe()
    {
        lock (_listener)
            return $"{_writes / (double)Math.Max(1, _groups):N1} writes a commit, " +
                $"{1_000 * _seconds / Math.Max(1, _groups):N1} ms each";
    }

    public void Dispose() => _listener.Dispose();
}
