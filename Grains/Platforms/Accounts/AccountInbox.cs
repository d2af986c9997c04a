using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Queues;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// Stores what was brought in from a platform. A page becomes rows in the statement that moves the cursor, so a crash at any
/// moment loses nothing and repeats nothing.
/// </summary>
internal sealed class AccountInbox(
    AccountCache cache, AccountStore store, PlatformOptions options, IGrainFactory grains, TimeProvider clock, ILogger logger)
{
    /// <summary>
    /// Why the agent's queue takes nothing in now, or null when it does. Notifications stay on the platform meanwhile; the cursor
    /// marks the place.
    /// </summary>
    public async Task<string?> FindClosed(AccountRow row)
    {
        var mode = await QueueOf(row).GetMode();
        return mode.TakesIn
            ? null
            : $"Agent '{row.Agent}' takes nothing in, because its queue was drained ({mode.Reason ?? "no reason given"}).";
    }

    /// <summary>Stores a page behind <paramref name="row"/>.</summary>
    /// <returns>How many notifications wait to be answered because of it; null if another writer came first and nothing was
    /// stored.</returns>
    public async Task<long?> TakeIn(AccountRow row, NotificationPage page, string? ownId)
    {
        var intake = Intake.Of(
            cache.Key, row.Agent, cache.Rules, row.Since, ownId, CheckedNotification.AllOf(
                page.Notifications, clock.GetUtcNow()));
        var stored = await store.Ingest(
            cache.Key, row.Version, page.Cursor, intake, Activity.Current?.Id, CancellationToken.None);
        if (!await cache.HoldOrRead(stored?.Account))
            return null;
        if (intake.PauseReason is { } reason)
            AccountLog.Paused(logger, cache.Key, reason);
        AccountLog.Unreadable(logger, cache.Key, intake, stored!);
        if (stored!.Waiting > 0)
        {
            AccountLog.TookIn(logger, cache.Key, intake.Items.Count, stored.Waiting);
            await QueueOf(row).Refresh();
        }
        return stored.Waiting;
    }

    /// <summary>Notes why nothing was brought in.</summary>
    public async Task RecordFailure(Exception exception)
    {
        if (cache.Row is not { } row)
            return;
        if (ErrorClassifier.Classify(exception) == ErrorClass.Permanent)
        {
            await cache.Fail(FailureText.Of(exception.Message));
            return;
        }
        var (errorClass, error) = exception is OperationCanceledException
            ? (ErrorClass.Transient, $"{cache.Key.Platform} did not answer within {options.CallTimeout}.")
            : (ErrorClassifier.Classify(exception), FailureText.Of(exception.Message));
        AccountLog.NothingBroughtIn(logger, cache.Key, errorClass, row.Failures + 1, error);
        await cache.HoldOrRead(
            await store.RecordFailure(cache.Key, row.Version, errorClass, error, failedFor: null, CancellationToken.None));
    }

    private IQueueGrain QueueOf(AccountRow row) =>
        grains.Queue(new GrainKey(cache.Key.Tenant, row.Agent));
}
