using System.Diagnostics;
using Orleans.Hosting;

namespace Sanctum.Bench;

/// <summary>Calls per second inside one process, and what an idle activation weighs.</summary>
internal sealed class RuntimeBenchmark : IBenchmark
{
    private const int IdleActivations = 100_000;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    public string Name => "runtime";

    public string Summary => "grain calls per second in one process, bytes per idle activation";

    public async Task Run()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(silo => silo.AddMemoryGrainStorageAsDefault());
        using var host = builder.Build();
        await host.StartAsync();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        await Calls(grains, callers: 64);
        foreach (var callers in (int[])[1, 16, 256])
            Console.WriteLine($"{callers,4} callers: {await Calls(grains, callers),12:N0} calls/s");
        await Idle(grains);
        await host.StopAsync();
    }

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

    private static async Task Idle(IGrainFactory grains)
    {
        var before = Settle();
        var message = new EchoMessage("hello", 0);
        foreach (var chunk in Enumerable.Range(0, IdleActivations).Chunk(1_000))
            await Task.WhenAll(chunk.Select(i => grains.GetGrain<IEchoGrain>($"idle/{i}").Echo(message)));
        var grown = Settle() - before;
        Console.WriteLine($"{IdleActivations:N0} idle activations: {grown / 1e6:N0} MB resident, {grown / IdleActivations:N0} bytes each");
    }

    private static long Settle()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Environment.WorkingSet;
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
