using System.Globalization;
using Sanctum.Tools;

namespace Sanctum.CrashTest;

/// <summary>What it is asked.</summary>
/// <param name="Note">A file, to which each run adds the id of its process.</param>
internal sealed record SleepArguments(string Note);

/// <summary>In a separate process, its first run sleeps for ever, and the next ends.</summary>
internal sealed class SleepOnceTool : ITool<SleepArguments>
{
    public string Name => "sleep_once";

    public string Description => "Sleeps.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public TimeSpan TimeLimit => TimeSpan.FromMinutes(10);

    public ToolIsolation Isolation => ToolIsolation.Process;

    public Task<string> Invoke(SleepArguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var isFirst = !File.Exists(arguments.Note);
        File.AppendAllText(arguments.Note, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
        if (isFirst)
            Thread.Sleep(Timeout.Infinite);
        return Task.FromResult("woke up");
    }
}
