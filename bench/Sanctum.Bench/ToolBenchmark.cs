using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Sanctum.Identity;
using Sanctum.Schemas;
using Sanctum.Tools;
using Sanctum.Tools.Builtin;
using Sanctum.Tools.Isolation;
using Sanctum.Tools.Isolation.Container;

namespace Sanctum.Bench;

/// <summary>What a separate process costs a tool, and what a container costs beside it.</summary>
internal sealed class ToolBenchmark : IBenchmark
{
    private const int Rounds = 30;
    private static readonly RegisteredTool Tool = RegisteredTool.Create(new CalculateTool(), TypeSchema.NewJson());

    public string Name => "tools";

    public string Summary => "one call of a tool in a separate process, and in a container";

    public async Task Run()
    {
        using var processes = new ToolProcesses(
            Options.Create(new IsolationOptions()), new OwnProcessSandbox(),
            new ContainerSandbox(Options.Create(new ContainerOptions())), NullLogger<ToolProcesses>.Instance);
        var (bare, contained) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var (first, second) = (await Call(processes, isContained: false), await Call(processes, isContained: true));
            // The first of each finds nothing of what it reads in memory.
            if (round == 0)
                continue;
            bare.Add(first);
            contained.Add(second);
        }
        Console.WriteLine($"process   {Median(bare),6:N0} ms");
        Console.WriteLine(
            $"container {Median(contained),6:N0} ms, " +
            $"{Median([.. contained.Zip(bare, (inside, outside) => inside - outside)]):N0} ms more");
    }

    private static async Task<double> Call(ToolProcesses processes, bool isContained)
    {
        var started = Stopwatch.GetTimestamp();
        var context = new ToolContext(GrainKey.InDefaultTenant("bench"), "session", "call");
        var answer = await processes.Run(Tool, """{"expression":"6 * 7"}""", context, isContained, CancellationToken.None);
        return answer.Status == ToolStatus.Ok
            ? Stopwatch.GetElapsedTime(started).TotalMilliseconds
            : throw new InvalidOperationException(answer.Payload);
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
