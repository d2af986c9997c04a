using Sanctum.Failover.Outcome;
using Sanctum.Testing.Clusters;
using Xunit.Abstractions;

namespace Sanctum.Failover;

/// <summary>
/// Three silos and two gateways over Redis, as real processes under load, of which one after the other is taken away.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ClusterUnderFaultsTests(ITestOutputHelper output)
{
    private static readonly TimeSpan AtOnce = TimeSpan.Zero;
    private static readonly TimeSpan Absence = TimeSpan.FromSeconds(4);
    private const double Calm = 5;

    [Fact]
    public async Task Eleven_faults_cost_time_and_nothing_else()
    {
        await using var cluster = await ProductCluster.Create();
        await cluster.Start(silos: 3, gateways: 2);
        await using var loaded = await LoadedCluster.Start(cluster, output);
        await LoadedCluster.Load(Calm);

        foreach (var fault in Faults(cluster, loaded))
        {
            await fault();
            await LoadedCluster.Load(Calm);
        }

        var run = await loaded.Finish("cluster-under-faults", "Three silos and two gateways under faults");
        loaded.Judge(Verdict.OnRows(run), await loaded.FindGapsThroughTheApi(run), Verdict.OnClients(run), Verdict.OnEvents(run));
    }

    private static Func<Task>[] Faults(ProductCluster cluster, LoadedCluster loaded) =>
    [
        () => loaded.Inject.KillSilo(cluster.Silos[0], Absence),
        () => loaded.Inject.KillSilo(cluster.Silos[1], AtOnce),
        () => loaded.Inject.StopSilo(cluster.Silos[2]),
        () => loaded.Inject.KillGateway(cluster.Gateways[0]),
        () => loaded.Inject.KillSilo(cluster.Silos[2], Absence),
        () => loaded.Inject.RestartPostgres(),
        () => loaded.Inject.KillSilo(cluster.Silos[0], AtOnce),
        () => loaded.Inject.RestartRedis(Absence),
        () => loaded.Inject.KillGateway(cluster.Gateways[1]),
        () => loaded.Inject.StopSilo(cluster.Silos[1]),
        () => loaded.Inject.KillSilo(cluster.Silos[2], Absence),
    ];
}
