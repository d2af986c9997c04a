namespace Sanctum.Cluster.Timers;

[Alias("test.ITimerGrain")]
public interface ITimerGrain : IGrainWithStringKey
{
    /// <summary>Starts a timer whose ticks last longer than its period; the first one fails.</summary>
    [Alias("StartSlow")]
    Task StartSlow();

    /// <summary>Starts a timer that each tick sets anew.</summary>
    [Alias("StartChanging")]
    Task StartChanging();

    [Alias("Ticks")]
    Task<int> Ticks();

    [Alias("HasOverlapped")]
    Task<bool> HasOverlapped();
}

[GrainType("test.timer")]
public sealed class TimerGrain : Grain, ITimerGrain
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(10);
    private IGrainTimer? _timer;
    private int _ticks;
    private int _running;
    private bool _hasOverlapped;

    public Task StartSlow()
    {
        _timer = this.RegisterGrainTimer(SlowTick, new GrainTimerCreationOptions(TimeSpan.Zero, Period) { Interleave = true });
        return Task.CompletedTask;
    }

    public Task StartChanging()
    {
        _timer = this.RegisterGrainTimer(ChangingTick, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    public Task<int> Ticks() => Task.FromResult(_ticks);

    public Task<bool> HasOverlapped() => Task.FromResult(_hasOverlapped);

    private async Task SlowTick(CancellationToken cancellationToken)
    {
        _hasOverlapped |= ++_running > 1;
        await Task.Delay(3 * Period, cancellationToken);
        _running--;
        if (++_ticks == 1)
            throw new InvalidOperationException("The first tick fails on purpose.");
    }

    private async Task ChangingTick(CancellationToken cancellationToken)
    {
        _timer!.Change(Period, Timeout.InfiniteTimeSpan);
        await Task.Delay(3 * Period, cancellationToken);
        _ticks++;
    }
}
