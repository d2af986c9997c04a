namespace Sanctum.Hosting;

/// <summary>Wakes a grain once, at the time for which it was set last. Its turn interleaves with the grain's others.</summary>
internal sealed class OneShotTimer(IGrainBase grain, Func<Task> ring)
{
    private IGrainTimer? _timer;

    /// <summary>Rings after <paramref name="wait"/>, at once where that is over, and at no other time.</summary>
    public void Set(TimeSpan wait)
    {
        var due = wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        if (_timer is null)
            _timer = grain.RegisterGrainTimer(
                _ => ring(),
                new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        else
            _timer.Change(due, Timeout.InfiniteTimeSpan);
    }
}
