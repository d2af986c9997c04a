using System.Diagnostics.Metrics;
using Sanctum.Metrics;

namespace Sanctum.Tests;

public sealed class MetricTests : IDisposable
{
    private readonly Meter _meter = new($"Sanctum.Tests.{Guid.NewGuid():N}");
    private readonly MeterCollector _collector = new();

    public MetricTests() => _collector.Start();

    [Fact]
    public void Label_values_are_escaped_and_their_order_does_not_matter()
    {
        var counter = _meter.CreateCounter<long>("escaped.things");
        counter.Add(2, new("b", "a \"quote\""), new("a", "back\\slash\nline"));
        counter.Add(3, new("a", "back\\slash\nline"), new("b", "a \"quote\""));

        Assert.Contains("""escaped_things_total{a="back\\slash\nline",b="a \"quote\""} 5""" + "\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Hosts_that_are_called_and_versions_that_are_spoken_make_no_series_of_their_own()
    {
        var counter = _meter.CreateCounter<int>("calls");
        for (var i = 0; i < 20; i++)
            counter.Add(1, new("server.address", $"host-{i}"), new("server.port", 1_000 + i), new("http.request.method", "GET"), new("network.protocol.version", $"1.{i % 2}"));

        var lines = Text().Split('\n').Where(line => line.StartsWith("calls_total{", StringComparison.Ordinal));

        Assert.Equal("""calls_total{http_request_method="GET"} 20""", Assert.Single(lines));
    }

    [Fact]
    public void Series_beyond_the_limit_share_one()
    {
        var counter = _meter.CreateCounter<int>("crowded");
        for (var i = 0; i < Metric.MostSeries + 500; i++)
            counter.Add(1, new KeyValuePair<string, object?>("id", i));

        var lines = Text().Split('\n').Where(line => line.StartsWith("crowded_total{", StringComparison.Ordinal)).ToArray();

        Assert.Equal(Metric.MostSeries + 1, lines.Length);
        Assert.Contains("crowded_total{otel_metric_overflow=\"true\"} 500", lines);
    }

    [Fact]
    public void Histogram_counts_a_value_in_the_bucket_whose_bound_it_meets()
    {
        var histogram = _meter.CreateHistogram("lengths", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2] });
        foreach (var value in new[] { 0.5, 1, 1.5, 9 })
            histogram.Record(value);

        Assert.Contains(
            "lengths_seconds_bucket{le=\"1\"} 2\nlengths_seconds_bucket{le=\"2\"} 3\nlengths_seconds_bucket{le=\"+Inf\"} 4\nlengths_seconds_sum 12\nlengths_seconds_count 4\n",
            Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Observed_value_is_the_latest_one_and_goes_with_its_instrument()
    {
        var level = 3;
        var meter = new Meter(_meter.Name + ".gone");
        meter.CreateObservableGauge("level", () => level);
        Assert.Contains("\nlevel 3\n", Text(), StringComparison.Ordinal);

        level = 4;
        Assert.Contains("\nlevel 4\n", Text(), StringComparison.Ordinal);
        meter.Dispose();
        Assert.DoesNotContain("\nlevel ", Text(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    private string Text() => "\n" + PrometheusText.Write(_collector.Collect());
}
