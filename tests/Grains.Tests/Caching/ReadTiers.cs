using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Sanctum.Caching;

/// <summary>Which tiers answered the reads of one cache, in order, as its metric says.</summary>
internal sealed class ReadTiers : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<string> _tiers = new();

    public ReadTiers(string cache)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "sanctum.cache.reads")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var labels = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
            if (labels["cache"] == cache)
                _tiers.Enqueue(labels["tier"]);
        });
        _listener.Start();
    }

    /// <summary>The tiers since the last time.</summary>
    public string[] Take()
    {
        var taken = new List<string>();
        while (_tiers.TryDequeue(out var tier))
            taken.Add(tier);
        return [.. taken];
    }

    public void Dispose() => _listener.Dispose();
}
