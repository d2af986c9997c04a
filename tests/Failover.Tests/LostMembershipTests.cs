using Sanctum.Failover.Outcome;
using Sanctum.Testing.Clusters;
using Xunit.Abstractions;

namespace Sanctum.Failover;

/// <summary>A Redis that has forgotten who is in the cluster: the silos must not act as if nothing had happened.</summary>
[Trait("Category", "Slow")]
public sealed class LostMembershipTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Silos_without_a_membership_table_exit_and_started_again_have_lost_nothing()
    {
        await using var cluster = await ProductCluster.Create();
        await cluster.Start(silos: 3, gateways: 2);
        await using var loaded = await LoadedCluster.Start(cluster, output);
        await LoadedCluster.Load(seconds: 3);

        await loaded.Inject.LoseMembership(Patience);
        await LoadedCluster.Load(seconds: 5);

        var run = await loaded.Finish("lost-membership", "A lost membership table");
        loaded.Judge(Verdict.OnRows(run), await loaded.FindGapsThroughTheApi(run));
    }
}
