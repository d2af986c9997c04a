using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Sanctum.Telemetry;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class MetricExportTests(RunningGateway gateway)
{
    [Fact]
    public async Task Every_meter_of_the_program_is_exported()
    {
        // Some are made only once they are needed.
        var agent = await gateway.CreateAgent("local/default");
        (await gateway.Send(agent, new { text = "What is 6 * 7?" }, "?wait=30s")).EnsureSuccessStatusCode().Dispose();
        var meters = MetersOfTheProgram();
        using var exported = new ExportedMeters();
        using var provider = Sdk.CreateMeterProviderBuilder().AddObservedMeters()
            .AddReader(new BaseExportingMetricReader(exported)).Build();
        foreach (var name in meters)
        {
            using var meter = new Meter(name);
            meter.CreateCounter<int>("export.test").Add(1);
            provider.ForceFlush();
        }

        Assert.Contains("Sanctum", meters);
        Assert.Contains("Sanctum.Queues", meters);
        Assert.Equal(meters.Order(StringComparer.Ordinal), exported.Names.Where(meters.Contains).Order(StringComparer.Ordinal));
    }

    private static HashSet<string> MetersOfTheProgram()
    {
        var names = new ConcurrentDictionary<string, bool>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) => names.TryAdd(instrument.Meter.Name, true),
        };
        listener.Start();
        // Those of other tests are named Sanctum.Tests.
        return [.. names.Keys.Where(name => (name == "Sanctum" || name.StartsWith("Sanctum.", StringComparison.Ordinal)
            || name == "Microsoft.Orleans") && !name.StartsWith("Sanctum.Tests", StringComparison.Ordinal))];
    }

    private sealed class ExportedMeters : BaseExporter<Metric>
    {
        private readonly ConcurrentDictionary<string, bool> _names = new();

        public ICollection<string> Names => _names.Keys;

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
                _names.TryAdd(metric.MeterName, true);
            return ExportResult.Success;
        }
    }
}
