using System.Diagnostics.Metrics;
using Sanctum.Metrics;

namespace Sanctum.Tests;

public sealed class MetricTests : IAsyncLifetime
{
    private ScrapedMeters _scraped = null!;

    private Meter Meter => _scraped.Meter;

    public async Task InitializeAsync() => _scraped = await ScrapedMeters.Start();

    public Task DisposeAsync() => _scraped.DisposeAsync().AsTask();

    [Fact]
    public async Task Label_values_are_escaped_and_their_order_does_not_matter()
    {
        var counter = Meter.CreateCounter<long>("escaped.things");
        counter.Add(2, new("b", "a \"quote\""), new("a", "back\\slash\nline"));
        counter.Add(3, new("a", "back\\slash\nline"), new("b", "a \"quote\""));

        Assert.Contains(
            """escaped_things_total{a="back\\slash\nline",b="a \"quote\""} 5""" + "\n", await _scraped.Text(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_that_are_called_and_versions_that_are_spoken_make_no_series_of_their_own()
    {
        var counter = Meter.CreateCounter<int>("calls");
        for (var i = 0; i < 20; i++)
            counter.Add(
                1, new("server.address", $"host-{i}"), new("server.port", 1_000 + i), new("http.request.method", "GET"),
                new("network.protocol.version", $"1.{i % 2}"));

        var lines = (await _scraped.Text()).Split('\n').Where(line => line.StartsWith("calls_total{", StringComparison.Ordinal));

        Assert.Equal("""calls_total{http_request_method="GET"} 20""", Assert.Single(lines));
    }

    [Fact]
    public async Task Series_beyond_the_limit_share_one()
    {
        var counter = Meter.CreateCounter<int>("crowded");
        for (var i = 0; i < MetricViews.MaxSeries + 500; i++)
            counter.Add(1, new KeyValuePair<string, object?>("id", i));

        var lines = (await _scraped.Text()).Split('\n').Where(line => line.StartsWith("crowded_total{", StringComparison.Ordinal))
            .ToArray();

        Assert.Equal(MetricViews.MaxSeries + 1, lines.Length);
        Assert.Contains("crowded_total{otel_metric_overflow=\"true\"} 500", lines);
    }

    [Fact]
    public async Task Histogram_counts_a_value_in_the_bucket_whose_bound_it_meets()
    {
        var histogram = Meter.CreateHistogram(
            "lengths", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2] });
        foreach (var value in new[] { 0.5, 1, 1.5, 9 })
            histogram.Record(value);

        Assert.Contains(
            "lengths_seconds_bucket{le=\"1\"} 2\nlengths_seconds_bucket{le=\"2\"} 3\nlengths_seconds_bucket{le=\"+Inf\"} 4\n" +
            "lengths_seconds_sum{} 12\nlengths_seconds_count{} 4\n",
            await _scraped.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Observed_value_is_the_latest_one_and_goes_with_its_instrument()
    {
        var level = 3;
        var meter = new Meter(Meter.Name);
        meter.CreateObservableGauge("level", () => level);
        Assert.Contains("\nlevel{} 3\n", await _scraped.Text(), StringComparison.Ordinal);

        level = 4;
        Assert.Contains("\nlevel{} 4\n", await _scraped.Text(), StringComparison.Ordinal);
        meter.Dispose();
        Assert.DoesNotContain("\nlevel{", await _scraped.Text(), StringComparison.Ordinal);
    }
}
