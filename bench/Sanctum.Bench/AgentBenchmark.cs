using System.Diagnostics;
using Sanctum.Agents;
using Sanctum.Conversations;
using Sanctum.Memory;
using Sanctum.Platforms;
using Sanctum.Queues;
using Sanctum.Turns;

namespace Sanctum.Bench;

/// <summary>One caller at a time: core memory, and a whole turn of one agent with and without a tool.</summary>
internal sealed class AgentBenchmark : IBenchmark
{
    private const string Agent = "bench-agent";
    private const string Key = "default/" + Agent;
    private const int Repeats = 500;
    private const double MemoryTarget = 50;
    private const double TurnTarget = 3;
    private const double ToolTurnTarget = 6;

    public string Name => "agent";

    public string Summary => "memory operations and whole turns of one agent, one caller at a time";

    public async Task Run()
    {
        using var host = await BenchHost.Start();
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        await grains.GetGrain<IAgentGrain>(Key).Create(new AgentDefinition(
            Agent, "Bench", "", new AgentPersonality("A measuring device."), new AgentCapabilities(Tools: ["calculate"]), []));
        await grains.GetGrain<ISessionGrain>(Key).Open(Agent);
        var memory = grains.GetGrain<IMemoryGrain>(Key);

        await Measure("memory: read blocks", latencies => latencies.P99, MemoryTarget, _ => memory.GetBlocks());
        await Measure("memory: write a block", latencies => latencies.P99, MemoryTarget, i => memory.Edit(
            new MemoryEdit($"edit-{i}", "notes", MemoryEditKind.Write, $"Note {i}.", OldText: null, Actor: Agent)));
        await Measure("turn without a tool", latencies => latencies.P50, TurnTarget, _ => Turn(grains, "hello"));
        await Measure("turn with a tool", latencies => latencies.P50, ToolTurnTarget, i => Turn(grains, $"What is {i} * 7?"));
        Console.WriteLine(
            $"targets: memory under {MemoryTarget:N0} ms at p99; a turn under {TurnTarget:N0} ms, " +
            $"with a tool under {ToolTurnTarget:N0} ms, at p50");
        await host.StopAsync();
    }

    private static async Task Measure(string name, Func<Latencies, double> judged, double target, Func<int, Task> operation)
    {
        for (var i = -Repeats / 5; i < 0; i++)
            await operation(i);
        var times = new List<TimeSpan>(Repeats);
        for (var i = 0; i < Repeats; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await operation(i);
            times.Add(Stopwatch.GetElapsedTime(started));
        }
        var measured = new Latencies(times);
        Console.WriteLine(
            $"{name,-22} p50 {measured.P50,9:N3} ms   p99 {measured.P99,9:N3} ms   max {measured.Max,9:N3} ms   " +
            $"{(judged(measured) < target ? "met" : "MISSED")}");
    }

    private static async Task Turn(IGrainFactory grains, string text)
    {
        var queue = grains.GetGrain<IQueueGrain>(Key);
        var receipt = await queue.Enqueue(new Notification(
            Guid.CreateVersion7().ToString(), Agent, PlatformNames.Sandbox, Agent, "bench", text, QueuePriority.Normal,
            DateTimeOffset.UtcNow));
        var outcome = await queue.WaitForOutcome(receipt.ItemId, TimeSpan.FromSeconds(20), CancellationToken.None);
        if (outcome is not { Status: QueueItemStatus.Done })
            throw new InvalidOperationException($"The turn was not done: {outcome}");
    }
}
