using System.Diagnostics;
using Sanctum.Testing.Clusters;

namespace Sanctum.Bench.Cluster;

/// <summary>
/// What a process of each kind takes: time until it is ready, memory, and processor time while nobody asks anything.
/// </summary>
internal static class ProcessCosts
{
    private const int Starts = 3;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    public static async Task Print()
    {
        await using var alone = await ClusterBenchmark.Create();
        await using var cluster = await ClusterBenchmark.Create();
        var whole = alone.AddWhole("one process");
        var silo = cluster.AddSilo();
        var gateway = cluster.AddGateway();
        ProductProcess[] processes = [whole, silo, gateway];
        var starts = new Dictionary<ProductProcess, TimeSpan>();
        // One after the other, so that each has the machine for itself; the first of them makes the tables and does not count.
        foreach (var process in processes)
        {
            await process.Start();
            starts[process] = await MedianStart(process);
        }
        await UseOnce(alone, alone.Silos);
        await UseOnce(cluster, cluster.Gateways);
        await Task.Delay(Settling);

        var before = processes.ToDictionary(process => process, process => process.ProcessorTime);
        var started = Stopwatch.GetTimestamp();
        await Task.Delay(Idle);
        var elapsed = Stopwatch.GetElapsedTime(started);
        Console.WriteLine(
            $"| process | ready after (median of {Starts}) | resident | idle CPU of a core ({Idle.TotalSeconds} s) |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var process in processes)
        {
            var share = (process.ProcessorTime - before[process]) / elapsed;
            Console.WriteLine(
                $"| {process.Name} | {starts[process].TotalSeconds:0.00} s | {process.ResidentBytes / 1e6:N0} MB | " +
                $"{share:0.0 %} |");
        }
    }

    private static async Task<TimeSpan> MedianStart(ProductProcess process)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < Starts; i++)
        {
            await process.Terminate();
            times.Add(await process.Start());
        }
        return times.Order().ElementAt(Starts / 2);
    }

    private static async Task UseOnce(ProductCluster cluster, IReadOnlyList<ProductProcess> gateways)
    {
        using var clients = await ClusterClients.Of(cluster, gateways);
        await clients.Prepare();
    }
}
