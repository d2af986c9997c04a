using Orleans.Runtime;
using Sanctum.Runtime.Messaging;

namespace Sanctum.Runtime.Activation;

/// <summary>A timer whose ticks are turns of the activation. The next tick is planned when the last one has ended.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private readonly GrainActivation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _stopped = new();
    private readonly ITimer _timer;
    private TimeSpan _period;
    private bool _isTicking;
    private TimeSpan? _changedDueTime;

    public GrainTimer(GrainActivation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _options = options;
        using var flow = SuppressedFlow.Begin();
        _timer = TimeProvider.System.CreateTimer(static timer => ((GrainTimer)timer!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_stopped)
        {
            _period = period;
            if (_isTicking)
                _changedDueTime = dueTime;
            else
                _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _activation.RemoveTimer(this);
        _stopped.Cancel();
    }

    private void Tick()
    {
        lock (_stopped)
        {
            if (_isTicking || _stopped.IsCancellationRequested)
                return;
            _isTicking = true;
        }
        var tick = new CallbackRequest($"timer of {_activation.GrainId}", _ => TickAsync(), _options.Interleave, _options.KeepAlive, endsWithActivation: true);
        if (!_activation.TryAccept(tick))
            Dispose();
    }

    private async Task TickAsync()
    {
        try
        {
            await _callback(_stopped.Token);
        }
        catch (Exception exception) when (!_stopped.IsCancellationRequested)
        {
            // One failed tick must not end the timer.
            RuntimeLog.TimerFailed(_activation.Catalog.Logger, exception, _activation.GrainId);
        }
        lock (_stopped)
        {
            _isTicking = false;
            if (!_stopped.IsCancellationRequested)
                _timer.Change(_changedDueTime ?? _period, Timeout.InfiniteTimeSpan);
            _changedDueTime = null;
        }
    }
}
