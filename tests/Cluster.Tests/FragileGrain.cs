using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Orleans.Concurrency;

namespace Sanctum.Conformance;

public interface IFragileGrain : IGrainWithStringKey
{
    Task Ping();

    IAsyncEnumerable<int> Watch(CancellationToken cancellationToken);

    [ResponseTimeout("00:00:01")]
    Task HangUntilCancelled(CancellationToken cancellationToken);

    [AlwaysInterleave]
    Task Cancelled();

    Task StartChangingTimer();

    [AlwaysInterleave]
    Task TickedThrice();
}

public sealed class FragileGrain : Grain, IFragileGrain
{
    private static readonly ConcurrentDictionary<string, bool> Failing = new();
    private readonly TaskCompletionSource _cancelled = new();
    private readonly TaskCompletionSource _ticked = new();
    private IGrainTimer? _timer;
    private int _ticks;

    /// <summary>The next activation of this key fails, on the silo of this process.</summary>
    public static void FailNextActivation(string key) => Failing[key] = true;

    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        Failing.TryRemove(this.GetPrimaryKeyString(), out _) ? throw new InvalidOperationException("on purpose") : Task.CompletedTask;

    public Task Ping() => Task.CompletedTask;

    public async IAsyncEnumerable<int> Watch([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return 1;
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    public async Task HangUntilCancelled(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(() => _cancelled.TrySetResult());
        await _cancelled.Task;
    }

    public Task Cancelled() => _cancelled.Task;

    public Task StartChangingTimer()
    {
        _timer = this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    public Task TickedThrice() => _ticked.Task;

    private async Task Tick(CancellationToken cancellationToken)
    {
        _timer!.Change(TimeSpan.FromMilliseconds(5), Timeout.InfiniteTimeSpan);
        await Task.Delay(30, cancellationToken);
        if (++_ticks == 3)
            _ticked.TrySetResult();
    }
}
