using System.Collections.Concurrent;

namespace Sanctum.Tools;

/// <summary>A tool that a test lets go on, and that counts its runs.</summary>
internal sealed class GatedTool(string name, ToolEffects effects, TimeSpan? timeLimit = null) : ITool<GatedTool.Arguments>
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;

    public string Name => name;

    public string Description => "Waits for the test.";

    public ToolEffects Effects => effects;

    public TimeSpan TimeLimit => timeLimit ?? TimeSpan.FromMinutes(1);

    /// <summary>The calls, and how many ran at once as each of them began.</summary>
    public ConcurrentQueue<(string CallId, int AtOnce)> Runs { get; } = new();

    /// <summary>How many calls run now.</summary>
    public int Running => Volatile.Read(ref _running);

    public void Open() => _gate.TrySetResult();

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        Runs.Enqueue((context.CallId, Interlocked.Increment(ref _running)));
        try
        {
            await _gate.Task.WaitAsync(cancellationToken);
            return "went on";
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    internal sealed record Arguments;
}
