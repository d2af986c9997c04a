using System.Globalization;
using System.Text.Json.Nodes;
using Sanctum.Testing.Clusters;

namespace Sanctum.Bench.Cluster;

/// <summary>Whether silos that live are taken for dead while the machine has more to do than it can.</summary>
internal sealed class MembershipBenchmark : IBenchmark
{
    private const int Silos = 3;
    private const int Gateways = 2;
    private const int Crowds = 4;
    private const int DefaultMinutes = 10;
    private const string MinutesOption = "--minutes";
    private const string SuspectTimes = "SuspectTimes";
    // SiloStatus.Dead.
    private const string Dead = "6";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public string Name => "membership";

    public string Summary => $"whether a live silo is declared dead in {DefaultMinutes} minutes ({MinutesOption} N) of full load";

    public bool IsLong => true;

    public async Task Run()
    {
        var duration = TimeSpan.FromMinutes(Minutes());
        await using var cluster = await ClusterBenchmark.Create();
        await cluster.Start(Silos, Gateways);
        var crowds = (await Task.WhenAll(Enumerable.Range(0, Crowds).Select(_ => ClusterClients.Of(cluster)))).ToList();
        foreach (var crowd in crowds)
            await crowd.Prepare();
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(crowds.Select(crowd => crowd.CloseLoop(duration, stop.Token)));
        var votes = new HashSet<string>();
        while (!load.IsCompleted)
        {
            foreach (var silo in await ReadTable(cluster))
                votes.UnionWith(Votes(silo));
            if (cluster.Silos.Any(silo => !silo.IsRunning))
                await stop.CancelAsync();
            await Task.WhenAny(load, Task.Delay(Look));
        }
        var answered = await load;
        crowds.ForEach(crowd => crowd.Dispose());
        var gone = cluster.Silos.Where(silo => !silo.IsRunning).ToList();
        var dead = (await ReadTable(cluster)).Count(IsDead);
        Console.WriteLine(
            $"{duration.TotalMinutes:0.#} minutes, {answered.Sum(one => one.PerSecond):N0} answered messages/s, " +
            $"{answered.Sum(one => one.Failed)} failed; votes against living silos {votes.Count}, silos declared dead " +
            $"{Math.Max(dead, gone.Count)}: {(dead + gone.Count == 0 ? "met" : "MISSED")}");
        foreach (var silo in gone)
            Console.WriteLine($"{silo.Name} ended with {silo.ExitCode}: {silo.TailOfLog()}");
    }

    private static double Minutes() => Arguments.Find(MinutesOption) is { } minutes
        ? double.Parse(minutes, CultureInfo.InvariantCulture)
        : DefaultMinutes;

    // Orleans keeps a hash: the table's version, and one JSON document per silo.
    private static async Task<IReadOnlyList<JsonObject>> ReadTable(ProductCluster cluster)
    {
        var key = (await cluster.Redis.Ask("--raw", "keys", "*members*")).Trim();
        var values = (await cluster.Redis.Ask("--raw", "hvals", key)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. values.Select(value => JsonNode.Parse(value))
            .OfType<JsonObject>().Where(value => value.ContainsKey(SuspectTimes))];
    }

    private static IEnumerable<string> Votes(JsonObject silo) =>
        (silo[SuspectTimes] as JsonArray ?? []).Select(vote => $"{silo["SiloAddress"]?.ToJsonString()} {vote?.ToJsonString()}");

    private static bool IsDead(JsonObject silo) => silo["Status"]?.ToJsonString() == Dead;
}
