using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Sanctum.Conformance.Embedded;

public sealed class MeterTests
{
    [Fact]
    public async Task Activations_and_calls_are_counted()
    {
        await using var cluster = new TestClusterBuilder(1).Build();
        await cluster.DeployAsync();
        var counted = new ConcurrentDictionary<string, double>();
        using var listener = Listen(cluster.ServiceProvider.GetRequiredService<IMeterFactory>(), counted);

        await cluster.GrainFactory.GetGrain<IFarewellGrain>(Cluster.NewKey()).Ping();
        listener.RecordObservableInstruments();

        Assert.Equal(1, counted["orleans-catalog-activation-created"]);
        Assert.Equal(1, counted["orleans-catalog-activations"]);
        Assert.True(SpinWait.SpinUntil(() => counted.ContainsKey("orleans-app-requests-latency"), TimeSpan.FromSeconds(10)));
    }

    private static MeterListener Listen(IMeterFactory factory, ConcurrentDictionary<string, double> counted)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, factory))
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => counted[instrument.Name] = value);
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => counted.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => counted[instrument.Name] = value);
        listener.Start();
        return listener;
    }
}
