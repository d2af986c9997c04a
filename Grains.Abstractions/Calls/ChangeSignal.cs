namespace Sanctum.Calls;

/// <summary>What a grain's followers wait for: the next change of what it keeps.</summary>
internal sealed class ChangeSignal(TimeProvider clock)
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private TaskCompletionSource _changed = New();

    /// <summary>Answers all who wait.</summary>
    public void Raise()
    {
        var changed = _changed;
        _changed = New();
        changed.SetResult();
    }

    /// <summary>Waits for the next change, or for a while: what holds by then is the answer.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public async Task Wait(CancellationToken cancellationToken)
    {
        await _changed.Task.WaitAsync(MaxWait, clock, cancellationToken).ConfigureAwait(
            ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
