using System.Globalization;
using Sanctum.Failover.Clients;
using Sanctum.Testing;
using Sanctum.Testing.Clusters;
using Xunit.Abstractions;

namespace Sanctum.Failover;

/// <summary>
/// One limit of 100 a minute at two gateways that are asked for far more, while the silo that counts is killed.
/// </summary>
[Trait("Category", "Slow")]
public sealed class SharedLimitTests(ITestOutputHelper output)
{
    private const int Limit = 100;
    private const int Tolerance = 2;
    private const int BeforeTheDeath = 60;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Learning = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_sliding_window_lets_its_limit_through_and_no_more_over_a_death()
    {
        await using var cluster = await Start("SlidingWindow");
        await using var flood = new Flood(cluster.Gateways);
        await SpendOnTheSiloThatDies(cluster, flood);

        flood.Begin(requestsPerSecond: 1_000);
        await Eventually.True(() => Task.FromResult(flood.Let.Count >= Limit - Tolerance), Patience);
        // A window later the limit is there again, so one window has ended within the run.
        await Eventually.True(() => Task.FromResult(flood.Let.Count >= Limit + 50), Patience);
        await flood.End();

        var largest = flood.Let.Max(first => flood.Let.Count(
            request => request.Began >= first.Began && request.Ended < first.Began + Window));
        output.WriteLine($"{flood.Let.Count} let, {flood.Refused} refused; at most {largest} in {Window}.");
        Assert.InRange(largest, Limit - Tolerance, Limit + Tolerance);
        Assert.Empty(flood.Failures);
    }

    [Fact]
    public async Task A_bucket_lets_its_capacity_and_what_flows_in_through_over_a_death()
    {
        await using var cluster = await Start("TokenBucket");
        await using var flood = new Flood(cluster.Gateways);
        await SpendOnTheSiloThatDies(cluster, flood);

        flood.Begin(requestsPerSecond: 1_000);
        // What flowed in while the silo was dead has been taken by then, and each further permit as it came.
        await Eventually.True(() => Task.FromResult(flood.Let.Count >= Limit * 2), Patience);
        await flood.End();

        // The bucket began to fill when the first request took a permit: after it was sent, and before it was answered.
        var first = flood.Let.MinBy(request => request.Began)!;
        var end = flood.Let.Max(request => request.Ended);
        // A new activation errs on the refusing side for as long as it learns.
        var (min, max) = (Allowed(end - first.Ended - Learning), Allowed(end - first.Began));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{flood.Let.Count} let, {flood.Refused} refused in {end.TotalSeconds:0.0} s; {min:0.0} to {max:0.0} are allowed."));
        Assert.InRange(flood.Let.Count, min - Tolerance, max + Tolerance);
        Assert.Empty(flood.Failures);
    }

    private static async Task<ProductCluster> Start(string algorithm)
    {
        var cluster = await ProductCluster.Create(
            ("Sanctum:Gateway:RequestsPerWindow", Limit.ToString(CultureInfo.InvariantCulture)),
            ("Sanctum:Gateway:RequestWindow", Window.ToString("c", CultureInfo.InvariantCulture)),
            ("Sanctum:Gateway:RequestAlgorithm", algorithm));
        await cluster.Start(silos: 1, gateways: 2);
        return cluster;
    }

    // With one silo there is no doubt where the count is.
    private static async Task SpendOnTheSiloThatDies(ProductCluster cluster, Flood flood)
    {
        for (var i = 0; i < BeforeTheDeath; i++)
            await flood.Send(i % cluster.Gateways.Count);
        Assert.Equal(BeforeTheDeath, flood.Let.Count);
        await cluster.AddSilo().Start();
        await cluster.Silos[0].Kill();
    }

    private static double Allowed(TimeSpan time) => Limit + (time / Window * Limit);
}
