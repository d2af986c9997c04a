using System.Diagnostics;
using Orleans.Hosting;
using Sanctum.Testing;

namespace Sanctum.Bench;

/// <summary>
/// Calls per second inside one process, and what an idle activation weighs: as we host grains, and on bare Orleans beside it.
/// </summary>
internal sealed class RuntimeBenchmark : IBenchmark
{
    private const int IdleActivations = 50_000;
    private const int Rounds = 3;
    private static readonly int[] Callers = [1, 16, 256];
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    public string Name => "runtime";

    public string Summary => "grain calls per second in one process and bytes per idle activation, beside bare Orleans";

    public async Task Run()
    {
        using var ours = await BenchHost.Start();
        using var bare = await StartBare();
        var (we, they) = (ours.Services.GetRequiredService<IGrainFactory>(), bare.Services.GetRequiredService<IGrainFactory>());
        await Calls(we, callers: 64);
        await Calls(they, callers: 64);

        Console.WriteLine($"| | ours | bare Orleans | ratio (medians of {Rounds} rounds) |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var callers in Callers)
            Print($"calls/s, {callers} callers", await Beside(we, they, (grains, _) => Calls(grains, callers)));
        Print($"bytes of the heap an idle activation ({IdleActivations:N0})", await Beside(we, they, Idle));
        Console.WriteLine(
            $"resident in the end, with {2 * Rounds * IdleActivations:N0} activations: {Environment.WorkingSet / 1e6:N0} MB");
        await bare.StopAsync();
        await ours.StopAsync();
    }

    private static async Task<IHost> StartBare()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort.Lasting(), FreePort.Lasting(), serviceId: "bare", clusterId: "bare")
            .AddMemoryGrainStorageAsDefault());
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    // In turns, so that what else the machine does meets both.
    private static async Task<(double Ours, double Bare)> Beside(
        IGrainFactory ours, IGrainFactory bare, Func<IGrainFactory, int, Task<double>> measure)
    {
        var (we, they) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            we.Add(await measure(ours, round));
            they.Add(await measure(bare, round));
        }
        return (Median(we), Median(they));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Print(string what, (double Ours, double Bare) measured) =>
        Console.WriteLine($"| {what} | {measured.Ours:N0} | {measured.Bare:N0} | {measured.Ours / measured.Bare:0.00} |");

    private static async Task<double> Calls(IGrainFactory grains, int callers)
    {
        var until = Stopwatch.GetTimestamp() + (long)(Duration.TotalSeconds * Stopwatch.Frequency);
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var grain = grains.GetGrain<IEchoGrain>($"bench/{caller}");
            var message = new EchoMessage("hello", caller);
            long count = 0;
            while (Stopwatch.GetTimestamp() < until)
            {
                await grain.Echo(message);
                count++;
            }
            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> Idle(IGrainFactory grains, int round)
    {
        var before = Settle();
        var message = new EchoMessage("hello", 0);
        foreach (var chunk in Enumerable.Range(0, IdleActivations).Chunk(1_000))
            await Task.WhenAll(chunk.Select(i => grains.GetGrain<IEchoGrain>($"idle-{round}/{i}").Echo(message)));
        return (double)(Settle() - before) / IdleActivations;
    }

    private static long Settle()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}

/// <summary>Answers the message that it gets.</summary>
[Alias("bench.IEchoGrain")]
public interface IEchoGrain : IGrainWithStringKey
{
    /// <summary>Answers the message.</summary>
    [Alias("Echo")]
    Task<EchoMessage> Echo(EchoMessage message);
}

/// <summary>A small message.</summary>
[GenerateSerializer, Immutable, Alias("bench.echo")]
public sealed record EchoMessage([property: Id(0)] string Text, [property: Id(1)] int Number);

[GrainType("echo")]
internal sealed class EchoGrain : Grain, IEchoGrain
{
    public Task<EchoMessage> Echo(EchoMessage message) => Task.FromResult(message);
}
