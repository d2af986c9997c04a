using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Sanctum.Metrics;

/// <summary>How Prometheus treats a metric.</summary>
internal enum MetricKind
{
    /// <summary>Only ever grows.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts values by size.</summary>
    Histogram,
}

/// <summary>One instrument and its series, one for each set of labels, of which there is a most: beyond it they share one.</summary>
internal sealed class Metric
{
    /// <summary>Series an instrument may have.</summary>
    public const int MostSeries = 1_000;

    private static readonly double[] UsualBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    private const int MostBounds = 32;

    private readonly ConcurrentDictionary<LabelSet, Series> _series = new();
    private readonly double[] _bounds;
    private readonly Accumulation _accumulation;

    private Metric(Instrument instrument, MetricKind kind, Accumulation accumulation, double[] bounds)
    {
        Name = MetricName.Of(instrument, kind);
        Help = ChosenInstruments.All.GetValueOrDefault(instrument.Name)?.Help ?? instrument.Description ?? instrument.Name;
        Kind = kind;
        _accumulation = accumulation;
        _bounds = bounds;
    }

    private enum Accumulation
    {
        Add,
        Replace,
        Observe,
    }

    public string Name { get; }

    public string Help { get; }

    public MetricKind Kind { get; }

    public IEnumerable<KeyValuePair<LabelSet, Series>> Series => _series;

    /// <summary>A metric for the instrument, or null for a kind that is not known.</summary>
    public static Metric? Of(Instrument instrument)
    {
        var type = instrument.GetType();
        var kind = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (kind == typeof(Counter<>))
            return new Metric(instrument, MetricKind.Counter, Accumulation.Add, []);
        if (kind == typeof(UpDownCounter<>))
            return new Metric(instrument, MetricKind.Gauge, Accumulation.Add, []);
        if (kind == typeof(Histogram<>))
            return new Metric(instrument, MetricKind.Histogram, Accumulation.Add, BoundsOf(instrument));
        if (kind == typeof(Gauge<>))
            return new Metric(instrument, MetricKind.Gauge, Accumulation.Replace, []);
        if (kind == typeof(ObservableCounter<>))
            return new Metric(instrument, MetricKind.Counter, Accumulation.Observe, []);
        if (kind == typeof(ObservableUpDownCounter<>) || kind == typeof(ObservableGauge<>))
            return new Metric(instrument, MetricKind.Gauge, Accumulation.Observe, []);
        return null;
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = SeriesOf(LabelSet.Of(tags));
        if (_accumulation == Accumulation.Add)
            series.Add(value);
        else
            series.Replace(value);
    }

    /// <summary>What was observed last time may be gone by now.</summary>
    public void ForgetObservations()
    {
        if (_accumulation == Accumulation.Observe)
            _series.Clear();
    }

    private Series SeriesOf(LabelSet labels)
    {
        if (_series.TryGetValue(labels, out var known))
            return known;
        var key = _series.Count < MostSeries ? labels : LabelSet.Overflow;
        return _series.GetOrAdd(key, _ => new Series(_bounds));
    }

    private static double[] BoundsOf(Instrument instrument)
    {
        if (ChosenInstruments.All.GetValueOrDefault(instrument.Name)?.Bounds is { } chosen)
            return chosen;
        var advised = instrument switch
        {
            Histogram<double> h => h.Advice?.HistogramBucketBoundaries?.ToArray(),
            Histogram<float> h => h.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
            Histogram<long> h => h.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
            Histogram<int> h => h.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
            _ => null,
        };
        return advised is { Length: > 0 and <= MostBounds } ? advised : UsualBounds;
    }
}
