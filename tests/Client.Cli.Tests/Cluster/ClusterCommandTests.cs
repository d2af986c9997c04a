namespace Sanctum.Tests.Cluster;

[Collection(SharedGateway.Name)]
public sealed class ClusterCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Silos_are_listed_with_status_and_load()
    {
        var shown = (await gateway.Run("cluster")).ShouldEnd(0).Out;
        var silo = (await gateway.Run("cluster", "--json")).Json()["silos"]![0]!;

        Assert.Contains("ACTIVATIONS", shown, StringComparison.Ordinal);
        Assert.Contains(silo.Text("address"), shown, StringComparison.Ordinal);
        Assert.Equal("active", silo.Text("status"));
        Assert.InRange(silo["load"]!["activations"]!.GetValue<int>(), 1, int.MaxValue);
    }

    [Fact]
    public async Task Status_lists_the_silos()
    {
        var shown = (await gateway.Run("status")).ShouldEnd(0).Out;
        var silo = (await gateway.Run("status", "--json")).Json()["silos"]![0]!;

        Assert.Contains(silo.Text("address"), shown, StringComparison.Ordinal);
        Assert.Equal("active", silo.Text("status"));
    }
}
