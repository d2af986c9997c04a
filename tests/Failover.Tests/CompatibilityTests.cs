using Sanctum.Failover.Compatibility;
using Sanctum.Failover.Outcome;
using Sanctum.Testing.Clusters;
using Xunit.Abstractions;

namespace Sanctum.Failover;

/// <summary>
/// A cluster is upgraded process by process, so the build before and this one must do the same work side by side.
/// </summary>
[Trait("Category", "Slow")]
public sealed class CompatibilityTests(ITestOutputHelper output)
{
    private const double Together = 15;

    [OlderBuildFact]
    public async Task Silos_and_gateways_of_the_build_before_and_of_this_one_make_one_cluster()
    {
        var older = await OlderBuild.Get(CompatibleFrom.Commit!);
        await using var cluster = await ProductCluster.Create();
        await cluster.AddSilo(older, "older silo").Start();
        await cluster.AddGateway(older, "older gateway").Start();
        await cluster.AddSilo(name: "newer silo").Start();
        await cluster.AddGateway(name: "newer gateway").Start();
        await using var loaded = await LoadedCluster.Start(cluster, output);
        await LoadedCluster.Load(Together);

        await loaded.Inject.ReplaceSilo(cluster.Silos[0], ProductBuild.Current);
        await LoadedCluster.Load(Together);
        await loaded.Inject.ReplaceSilo(cluster.Silos[0], older);
        await LoadedCluster.Load(Together);

        var run = await loaded.Finish("compatibility", $"Silos of {older.Name} and of this build in one cluster");
        loaded.Judge(Verdict.OnRows(run), await loaded.FindGapsThroughTheApi(run));
    }
}
