using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace Sanctum.Conformance.Embedded;

/// <summary>On a cluster a client outside the silo has this option of its own; in one process the silo's decides for all.</summary>
public sealed class TimeoutTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_grain_hears_when_its_callers_time_is_over()
    {
        await using var cluster = new TestClusterBuilder(1).AddSiloBuilderConfigurator<CancelOnTimeout>().Build();
        await cluster.DeployAsync();
        var grain = cluster.GrainFactory.GetGrain<IFragileGrain>(Cluster.NewKey());

        await Assert.ThrowsAsync<TimeoutException>(() => grain.HangUntilCancelled(CancellationToken.None));

        await grain.Cancelled().WaitAsync(Patience);
    }

    private sealed class CancelOnTimeout : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder.Configure<SiloMessagingOptions>(options => options.CancelRequestOnTimeout = true);
    }
}
