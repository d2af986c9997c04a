using Sanctum.Testing.Clusters;

namespace Sanctum.Bench.Cluster;

/// <summary>
/// A cluster of real processes on this machine: what a lost silo costs, what more silos give, and what a process takes.
/// </summary>
internal sealed class ClusterBenchmark : IBenchmark
{
    private const int Gateways = 2;
    private const int MaxSilos = 3;
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    public string Name => "cluster";

    public string Summary => "a lost silo, throughput with 1 to 3 silos, start, idle CPU and memory of real processes";

    public async Task Run()
    {
        await Outages();
        await Throughput();
        await ProcessCosts.Print();
    }

    /// <summary>Servers and settings of a cluster that is measured.</summary>
    public static Task<ProductCluster> Create(params (string Name, string Value)[] settings) => ProductCluster.Create(
        [
            ("Sanctum:Gateway:RequestsPerWindow", "10000000"), ("Sanctum:Gateway:KeyBucket", "10000000"),
            ("Sanctum:Gateway:TenantBucket", "10000000"), ("Logging:LogLevel:Default", "Warning"), .. settings,
        ]);

    private static async Task Outages()
    {
        await using var cluster = await Create();
        await cluster.Start(MaxSilos, Gateways);
        using var clients = await ClusterClients.Of(cluster);
        await clients.Prepare();
        var probes = new AgentProbes(clients);
        // The first seconds of new processes are slow whatever happens.
        await probes.Meet(() => Task.CompletedTask, Before, Before);

        Console.WriteLine(
            $"| fault, 1 of {MaxSilos} silos | first success after: p50 | last agent | failed requests | last failed request " +
            $"sent after | agents hit of {ClusterClients.Agents} | slowest request | new silo ready after |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        await Print("kill -9", probes, cluster.Silos[0], cluster.Silos[0].Kill);
        await Print("kill -9", probes, cluster.Silos[1], cluster.Silos[1].Kill);
        await Print("SIGTERM", probes, cluster.Silos[2], cluster.Silos[2].Terminate);
        await Print("SIGTERM", probes, cluster.Silos[0], cluster.Silos[0].Terminate);
        Console.WriteLine();
    }

    private static async Task Print(string what, AgentProbes probes, ProductProcess silo, Func<Task> fault)
    {
        var outage = await probes.Meet(fault, Before, After);
        var ready = await silo.Start();
        var first = outage.FirstSuccess;
        Console.WriteLine(
            $"| {what} {silo.Name} | {first.P50 / 1_000:0.0} s | {first.Max / 1_000:0.0} s | {outage.Errors} " +
            $"| {outage.LastFailure.TotalSeconds:0.0} s | {outage.AgentsHit} | {outage.Slowest.TotalSeconds:0.0} s | " +
            $"{ready.TotalSeconds:0.0} s |");
    }

    private static async Task Throughput()
    {
        Console.WriteLine($"| silos | answered messages/s ({ClusterClients.Agents} callers, {Gateways} gateways) | failed |");
        Console.WriteLine("|---|---|---|");
        for (var silos = 1; silos <= MaxSilos; silos++)
        {
            await using var cluster = await Create();
            await cluster.Start(silos, Gateways);
            using var clients = await ClusterClients.Of(cluster);
            await clients.Prepare();
            await clients.CloseLoop(WarmUp);
            var (perSecond, failed) = await clients.CloseLoop(Duration);
            Console.WriteLine($"| {silos} | {perSecond:N0} | {failed} |");
        }
        Console.WriteLine();
    }
}
