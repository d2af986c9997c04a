using Microsoft.Extensions.Logging;
using Sanctum.Errors;

namespace Sanctum.Platforms.Accounts;

/// <summary>Asks a platform what is new, and brings it in.</summary>
internal sealed class AccountPoller(
    AccountMemory memory, AccountInbox inbox, PlatformAdapters adapters, PlatformCalls calls, PlatformOptions options, ILogger logger)
{
    private Task<int>? _underWay;

    /// <summary>The wait between two polls that go well; null where there is nothing to poll.</summary>
    public TimeSpan? Interval => adapters.Find(memory.Key.Platform)?.PollInterval is not { } usual
        ? null
        : memory.Rules.PollSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : usual;

    /// <summary>The wait after polls that failed.</summary>
    public TimeSpan RetryDelay(int failures) =>
        new Backoff(options.PollRetryBaseDelay, options.PollRetryMaxDelay).Delay(failures, atLeast: null, Random.Shared);

    /// <summary>Asks until there is nothing more. Whoever asks meanwhile shares the answer.</summary>
    /// <param name="ownId">The account's own id there, where it is known.</param>
    /// <returns>How many notifications wait to be answered because of it.</returns>
    public Task<int> Poll(Func<string?> ownId) => _underWay ??= PollAll(ownId);

    private async Task<int> PollAll(Func<string?> ownId)
    {
        await Task.Yield();
        var waiting = 0L;
        try
        {
            var hasMore = true;
            while (hasMore && memory.Row is { Status: AccountStatus.Active } row && await inbox.IsOpen(row))
            {
                var page = await Ask(row);
                var isNew = !page.Notifications.IsEmpty || page.Cursor != row.Cursor;
                if (isNew || row.Failures > 0)
                    waiting += await TakeIn(row, page, ownId());
                hasMore = page.HasMore && isNew;
            }
        }
        catch (AccountUnavailableException)
        {
            // It was paused or refused meanwhile; the row says why.
        }
        catch (StorageUnavailableException exception)
        {
            // Nothing is lost: the cursor stands behind what is stored.
            AccountLog.PageNotStored(logger, exception, memory.Key);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            await inbox.RecordFailure(exception);
        }
        finally
        {
            _underWay = null;
        }
        return (int)waiting;
    }

    private async Task<NotificationPage> Ask(AccountRow row)
    {
        using var timeout = new CancellationTokenSource(options.CallTimeout);
        return await calls.Make(account => adapters.Use<IPolledPlatform, NotificationPage>(
            memory.Key.Platform, platform => platform.PollAsync(account, row.Cursor, row.Since, timeout.Token)));
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
            await calls.Make(account => adapters.Use<IPolledPlatform, bool>(memory.Key.Platform, async platform =>
            {
                await platform.MarkSeenAsync(account, cursor, timeout.Token);
                return true;
            }));
        }
        catch (Exception exception) when (exception is SanctumException or OperationCanceledException)
        {
            AccountLog.NotMarkedSeen(logger, exception, memory.Key);
        }
    }
}
