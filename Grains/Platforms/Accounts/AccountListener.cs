using Microsoft.Extensions.Logging;
using Sanctum.Errors;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// Brings in what a platform tells over a connection that stays open. Nothing is read before what came before it is stored, so a
/// full or closed queue holds the other side back, and a connection that breaks continues behind the cursor.
/// </summary>
internal sealed class AccountListener(
    AccountCache cache, AccountInbox inbox, PlatformAdapters adapters, PlatformCalls calls, ILogger logger)
{
    private const int MaxAttempts = 5;

    private CancellationTokenSource _ending = new();

    /// <summary>Ends when the connection that was opened last has ended.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Opens a connection, unless there is one, and listens until it ends.</summary>
    /// <param name="ownId">The account's own id there, where it is known.</param>
    /// <param name="ended">Called then.</param>
    public void Begin(Func<string?> ownId, Action ended)
    {
        if (!Ended.IsCompleted)
            return;
        _ending = new CancellationTokenSource();
        Ended = Listen(ownId, ended, _ending);
    }

    /// <summary>Ends the connection, if there is one.</summary>
    public void Stop()
    {
        if (!Ended.IsCompleted)
            _ending.Cancel();
    }

    private async Task Listen(Func<string?> ownId, Action ended, CancellationTokenSource ending)
    {
        await Task.Yield();
        using (ending)
        {
            await Listen(ownId, ending.Token);
        }
        ended();
    }

    private async Task Listen(Func<string?> ownId, CancellationToken ct)
    {
        try
        {
            if (cache.Row is { Status: AccountStatus.Active } row && await inbox.FindClosed(row) is null)
                await calls.Make(account => TakeInAll(account, ownId, ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Somebody wanted that.
        }
        catch (AccountUnavailableException)
        {
            // It was paused or refused meanwhile; the row says why.
        }
        catch (StorageUnavailableException exception)
        {
            // Nothing is lost: the cursor stands behind what is stored.
            AccountLog.PageNotStored(logger, exception, cache.Key);
        }
        catch (Exception exception)
        {
            await RecordFailure(exception);
        }
    }

    private async Task RecordFailure(Exception cause)
    {
        try
        {
            await inbox.RecordFailure(cause);
        }
        catch (Exception exception)
        {
            AccountLog.PageNotStored(logger, exception, cache.Key);
        }
    }

    private async Task<bool> TakeInAll(PlatformAccount account, Func<string?> ownId, CancellationToken ct)
    {
        var row = cache.RequireActive();
        var pages = adapters.Listen<IStreamedPlatform, NotificationPage>(
            cache.Key.Platform, (platform, ending) => platform.ListenAsync(account, row.Cursor, row.Since, ending), ct);
        await foreach (var page in pages)
        {
            if (!await TakeIn(CheckedNotification.Of(cache.Key.Platform, page), ownId()))
                return false;
        }
        throw new DependencyException(cache.Key.Platform, "closed the connection.", ErrorClass.Transient);
    }

    /// <returns>Whether to go on.</returns>
    private async Task<bool> TakeIn(NotificationPage page, string? ownId)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            // A connection that is not read any more holds the other side back, and after the wait the cursor knows where to go
            // on.
            if (cache.Row is not { Status: AccountStatus.Active } row || await inbox.FindClosed(row) is not null)
                return false;
            if (page.Notifications.IsEmpty && page.Cursor == row.Cursor && row.Failures == 0
                || await inbox.TakeIn(row, page, ownId) is not null)
                return cache.Row is { Status: AccountStatus.Active };
        }
        throw new DependencyException(cache.Key.Platform, "its account is being changed by somebody else.", ErrorClass.Transient);
    }
}
