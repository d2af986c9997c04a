using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Queues;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// Brings in what is new on a platform. A page becomes rows in the statement that moves the cursor, so a crash at any moment loses
/// nothing and repeats nothing.
/// </summary>
internal sealed class AccountPoller(
    AccountMemory memory, PlatformAdapters adapters, PlatformCalls calls, AccountStore store, PlatformOptions options, IGrainFactory grains,
    ILogger logger)
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
            while (hasMore && memory.Row is { Status: AccountStatus.Active } row && (await QueueOf(row).GetMode()).TakesIn)
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
            await RecordFailure(exception);
        }
        finally
        {
            _underWay = null;
        }
        return (int)waiting;
    }

    // What nobody takes in now stays on the platform; the cursor knows where to go on.
    private IQueueGrain QueueOf(AccountRow row) => grains.GetGrain<IQueueGrain>(new GrainKey(memory.Key.Tenant, row.Agent).ToString());

    private async Task<NotificationPage> Ask(AccountRow row)
    {
        using var timeout = new CancellationTokenSource(options.CallTimeout);
        return await calls.Make(account => adapters.Use<IPolledPlatform, NotificationPage>(
            memory.Key.Platform, platform => platform.PollAsync(account, row.Cursor, row.Since, timeout.Token)));
    }

    private async Task<long> TakeIn(AccountRow row, NotificationPage page, string? ownId)
    {
        var intake = Intake.Of(memory.Key, row.Agent, memory.Rules, row.Since, ownId, page.Notifications);
        var stored = await store.Ingest(memory.Key, row.Version, page.Cursor, intake, Activity.Current?.Id, CancellationToken.None);
        if (!await memory.HoldOrRead(stored?.Account))
            return 0;
        if (intake.PauseReason is { } reason)
            AccountLog.Paused(logger, memory.Key, reason);
        if (stored!.Waiting > 0)
        {
            AccountLog.TookIn(logger, memory.Key, intake.Items.Count, stored.Waiting);
            await QueueOf(row).Refresh();
        }
        if (page.Cursor is { } cursor && cursor != row.Cursor)
            await MarkSeen(cursor);
        return stored.Waiting;
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

    private async Task RecordFailure(Exception exception)
    {
        if (memory.Row is not { } row)
            return;
        if (ErrorClassifier.Classify(exception) == ErrorClass.Permanent)
        {
            await memory.Fail(FailureText.Of(exception.Message));
            return;
        }
        var (errorClass, error) = exception is OperationCanceledException
            ? (ErrorClass.Transient, $"{memory.Key.Platform} did not answer within {options.CallTimeout}.")
            : (ErrorClassifier.Classify(exception), FailureText.Of(exception.Message));
        AccountLog.PollFailed(logger, memory.Key, errorClass, row.Failures + 1, error);
        await memory.HoldOrRead(await store.RecordFailure(memory.Key, row.Version, errorClass, error, failedFor: null, CancellationToken.None));
    }
}
