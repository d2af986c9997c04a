using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Sanctum.Metrics;

/// <summary>
/// How an instrument becomes series, on <c>/metrics</c> and over OTLP: help, buckets, labels, and how many series it may have.
/// </summary>
internal static class MetricViews
{
    /// <summary>Series an instrument may have; what is beyond it shares one with the label <c>otel_metric_overflow</c>.</summary>
    public const int MaxSeries = 1_000;

    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    // Which hosts we call, and how a caller speaks HTTP, is others' choice: each would be a series, and none of them says how we
    // do.
    private static readonly string[] Unbounded =
    [
        "server.address", "server.port", "network.peer.address", "dns.question.name", "network.protocol.version",
        "network.protocol.name", "url.scheme", "tls.protocol.version",
    ];

    /// <summary>The view of an instrument that is shown.</summary>
    public static MetricStreamConfiguration Of(Instrument instrument)
    {
        var chosen = ChosenInstruments.All.GetValueOrDefault(instrument.Name);
        var bounds = chosen?.Bounds ?? (IsHistogram(instrument) && AdvisedBounds(instrument).IsEmpty ? DefaultBounds : null);
        var view = bounds is null
            ? new MetricStreamConfiguration()
            : new ExplicitBucketHistogramConfiguration { Boundaries = bounds };
        view.Description = chosen?.Help ?? instrument.Description ?? instrument.Name;
        view.ExcludedTagKeys = Unbounded;
        view.CardinalityLimit = MaxSeries;
        return view;
    }

    private static bool IsHistogram(Instrument instrument) =>
        instrument.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Histogram<>);

    private static ImmutableArray<double> AdvisedBounds(Instrument instrument) => instrument switch
    {
        Histogram<double> h => [.. h.Advice?.HistogramBucketBoundaries ?? []],
        Histogram<float> h => [.. h.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound) ?? []],
        Histogram<long> h => [.. h.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound) ?? []],
        Histogram<int> h => [.. h.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound) ?? []],
        _ => [],
    };
}
