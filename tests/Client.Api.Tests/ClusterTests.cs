using System.Globalization;
using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class ClusterTests(RunningGateway gateway)
{
    [Fact]
    public async Task Silo_is_listed_with_version_and_load()
    {
        var silo = await Eventually.Get(
            async () => (await Silos(gateway)).Single(), one => one["version"] is not null && one["load"] is not null);

        Assert.Equal("active", silo.Text("status"));
        Assert.StartsWith("127.0.0.1:", silo.Text("address"), StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+", silo.Text("version"));
        Assert.True(DateTimeOffset.Parse(silo.Text("startedAt"), CultureInfo.InvariantCulture) <= DateTimeOffset.UtcNow);
        Assert.InRange(silo["load"]!["activations"]!.GetValue<int>(), 1, int.MaxValue);
        Assert.InRange(silo["load"]!["memoryBytes"]!.GetValue<long>(), 1, silo["load"]!["maxMemoryBytes"]!.GetValue<long>());
    }

    [Fact]
    public async Task Silo_that_joins_is_listed_and_one_that_left_is_dead()
    {
        var database = await (await PostgresServer.Shared).CreateDatabase();
        await using var first = new DisposableGateway();
        await first.Gateway.Start($"SANCTUM_POSTGRES={database}");
        await using (var second = new DisposableGateway())
        {
            await second.Gateway.Start($"SANCTUM_POSTGRES={database}");
            await Eventually.Get(
                () => Silos(first.Gateway),
                silos => silos.Count(silo => silo.Text("status") == "active" && silo["load"] is not null) == 2);
            await second.Gateway.Stop();
        }

        var silos = await Eventually.Get(() => Silos(first.Gateway), silos => silos.Any(silo => silo.Text("status") == "dead"));

        Assert.Equal(["active", "dead"], silos.Select(silo => silo.Text("status")));
        Assert.Null(silos[1]["load"]);
    }

    private static async Task<JsonNode[]> Silos(RunningGateway gateway) =>
        [.. (await gateway.Get("/v1/cluster"))["silos"]!.AsArray().OfType<JsonNode>()];

    private sealed class DisposableGateway : IAsyncDisposable
    {
        public RunningGateway Gateway { get; } = new();

        public async ValueTask DisposeAsync() => await Gateway.DisposeAsync();
    }
}
