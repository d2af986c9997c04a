using Sanctum.Errors;

namespace Sanctum.Platforms.Accounts;

/// <summary>Keeps an active account receiving: asks its platform again and again, or keeps a connection to it open.</summary>
/// <param name="cache">What is known of the account's row.</param>
/// <param name="poller">Asks.</param>
/// <param name="listener">Listens.</param>
/// <param name="adapters">Know which of the two.</param>
/// <param name="ownId">The account's own id there, where it is known.</param>
/// <param name="isSuspended">Whether the account's tenant is suspended: nothing is received then.</param>
/// <param name="options">The waits.</param>
/// <param name="tickIn">Has <see cref="Tick"/> called after a while, and at no other time.</param>
internal sealed class ReceiveLoop(
    AccountCache cache, AccountPoller poller, AccountListener listener, PlatformAdapters adapters, Func<string?> ownId,
    Func<ValueTask<bool>> isSuspended, PlatformOptions options, Action<TimeSpan> tickIn)
{
    private static readonly TimeSpan WhileListening = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WhileSuspended = TimeSpan.FromSeconds(5);

    private bool _isGoing;

    /// <summary>
    /// Receives from now on, if the account is active and its platform has an adapter from which anything comes.
    /// </summary>
    public void Start() => GoOnIn(TimeSpan.Zero);

    /// <summary>Receives again where nothing was to be received when it was looked at last.</summary>
    public void EnsureStarted()
    {
        if (!_isGoing)
            Start();
    }

    /// <summary>Closes the connection, if there is one.</summary>
    public void Stop() => listener.Stop();

    /// <summary>Ends when there is no connection any more.</summary>
    public Task Ended => listener.Ended;

    /// <summary>Asks now.</summary>
    public Task<PollOutcome> Poll() =>
        adapters.Require(cache.Key.Platform).PollInterval is null ? Task.FromResult(PollOutcome.Nothing) : poller.Poll(ownId);

    /// <summary>One look at what is new; arranges the next.</summary>
    public async Task Tick()
    {
        if (await IsHeldBack())
        {
            listener.Stop();
            GoOnIn(WhileSuspended);
            return;
        }
        if (IsStreamed)
        {
            Listen();
            return;
        }
        try
        {
            await Poll();
        }
        catch (DependencyException)
        {
            // Without an adapter there is nothing to poll until the account is woken.
        }
        finally
        {
            Continue();
        }
    }

    // What is not known now may be suspended.
    private async Task<bool> IsHeldBack()
    {
        try
        {
            return await isSuspended();
        }
        catch (Exception exception) when (exception is StorageUnavailableException or OrleansException or TimeoutException)
        {
            return true;
        }
    }

    private bool IsStreamed => adapters.Find(cache.Key.Platform)?.Can(PlatformOperations.Listen) is true;

    private TimeSpan? Interval => IsStreamed ? options.PollRetryBaseDelay : poller.Interval;

    // A connection outlasts the tick that opens it, for an activation does not end while one of its turns does not. The ticks go
    // on meanwhile, so that it counts as used.
    private void Listen()
    {
        listener.Begin(ownId, ended: Continue);
        GoOnIn(WhileListening);
    }

    private void Continue()
    {
        _isGoing = false;
        if (Interval is { } interval)
            GoOnIn(cache.Row is { Failures: > 0 } row ? poller.RetryDelay(row.Failures) : interval);
    }

    private void GoOnIn(TimeSpan wait)
    {
        if (Interval is null || cache.Row is not { Status: AccountStatus.Active })
            return;
        _isGoing = true;
        tickIn(wait);
    }
}
