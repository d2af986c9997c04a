using Microsoft.Extensions.Logging;
using Sanctum.Errors;

namespace Sanctum.Platforms.Accounts;

/// <summary>Asks a platform what is new, and brings it in.</summary>
internal sealed class AccountPoller(
    AccountCache cache, AccountInbox inbox, PlatformAdapters adapters, PlatformCalls calls, PlatformOptions options,
    ILogger logger)
{
    private Task<PollOutcome>? _underWay;

    /// <summary>The wait between two polls that go well; null where there is nothing to poll.</summary>
    public TimeSpan? Interval => adapters.Find(cache.Key.Platform)?.PollInterval is not { } usual
        ? null
        : cache.Rules.PollSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : usual;

    /// <summary>The wait after polls that failed.</summary>
    public TimeSpan RetryDelay(int failures) =>
        new Backoff(options.PollRetryBaseDelay, options.PollRetryMaxDelay).Delay(failures, atLeast: null);

    /// <summary>Asks until there is nothing more. Whoever asks meanwhile shares the answer.</summary>
    /// <param name="ownId">The account's own id there, where it is known.</param>
    public Task<PollOutcome> Poll(Func<string?> ownId) => _underWay ??= PollAll(ownId);

    private async Task<PollOutcome> PollAll(Func<string?> ownId)
    {
        await Task.Yield();
        var waiting = 0L;
        try
        {
            var hasMore = true;
            while (hasMore && cache.Row is { Status: AccountStatus.Active } row)
            {
                if (await inbox.FindClosed(row) is { } closed)
                    return new PollOutcome((int)waiting, Failure: null, closed);
                var page = await Ask(row);
                var isNew = !page.Notifications.IsEmpty || page.Cursor != row.Cursor;
                if (isNew || row.Failures > 0)
                    waiting += await TakeIn(row, page, ownId());
                hasMore = page.HasMore && isNew;
            }
            return new PollOutcome((int)waiting, Failure: null);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new PollOutcome((int)waiting, await Record(exception));
        }
        finally
        {
            _underWay = null;
        }
    }

    /// <returns>The failure as a caller is told of it.</returns>
    private async Task<Exception> Record(Exception failure)
    {
        switch (failure)
        {
            case AccountUnavailableException:
                // It was paused or refused meanwhile; the row says why.
                return failure;
            case StorageUnavailableException:
                // Nothing is lost: the cursor stands behind what is stored.
                AccountLog.PageNotStored(logger, failure, cache.Key);
                return failure;
            case OperationCanceledException:
                await inbox.RecordFailure(failure);
                return new DependencyException(
                    cache.Key.Platform, $"did not answer within {options.CallTimeout}.", ErrorClass.Transient);
            default:
                await inbox.RecordFailure(failure);
                return failure;
        }
    }

    private async Task<NotificationPage> Ask(AccountRow row)
    {
        using var timeout = new CancellationTokenSource(options.CallTimeout);
        return CheckedNotification.Of(
            cache.Key.Platform, await calls.Make(account => adapters.Use<IPolledPlatform, NotificationPage>(
            cache.Key.Platform, platform => platform.PollAsync(account, row.Cursor, row.Since, timeout.Token))));
    }

    private async Task<long> TakeIn(AccountRow row, NotificationPage page, string? ownId)
    {
        if (await inbox.TakeIn(row, page, ownId) is not { } waiting)
            return 0;
        if (page.Cursor is { } cursor && cursor != row.Cursor)
            await MarkSeen(cursor);
        return waiting;
    }

    private async Task MarkSeen(string cursor)
    {
        try
        {
            using var timeout = new CancellationTokenSource(options.CallTimeout);
            await calls.Make(account => adapters.Use<IPolledPlatform, bool>(cache.Key.Platform, async platform =>
            {
                await platform.MarkSeenAsync(account, cursor, timeout.Token);
                return true;
            }));
        }
        catch (Exception exception) when (exception is SanctumException or OperationCanceledException)
        {
            AccountLog.NotMarkedSeen(logger, exception, cache.Key);
        }
    }
}

/// <summary>What asking a platform brought.</summary>
/// <param name="Waiting">How many notifications wait to be answered because of it.</param>
/// <param name="Failure">Why it failed; null if it did not.</param>
/// <param name="NotAsked">Why the platform was not asked, or not to the end, though nothing failed; null if it was.</param>
internal sealed record PollOutcome(int Waiting, Exception? Failure, string? NotAsked = null)
{
    public static PollOutcome Nothing { get; } = new(0, null);
}
