using Microsoft.Extensions.Logging;
using Sanctum.Errors;

namespace Sanctum.Platforms.Accounts;

internal static partial class AccountLog
{
    [LoggerMessage(1401, LogLevel.Information, "Account {Account}: new session, expires at {ExpiresAt} ({Reason})")]
    public static partial void SessionRenewed(ILogger logger, AccountKey account, DateTimeOffset? expiresAt, string reason);

    [LoggerMessage(1402, LogLevel.Warning, "Account {Account}: session {Session} is set apart: {Reason}")]
    public static partial void SessionCorrupted(ILogger logger, AccountKey account, Guid session, string reason);

    [LoggerMessage(1403, LogLevel.Warning,
        "Account {Account}: the new session could not be stored; it is used as long as this process lives")]
    public static partial void SessionNotStored(ILogger logger, Exception exception, AccountKey account);

    [LoggerMessage(
        1404, LogLevel.Warning, "Account {Account}: nothing was brought in ({ErrorClass}), {Failures} times in a row: {Error}")]
    public static partial void NothingBroughtIn(
        ILogger logger, AccountKey account, ErrorClass errorClass, int failures, string error);

    [LoggerMessage(1405, LogLevel.Error, "Account {Account} stops: {Reason}")]
    public static partial void Failed(ILogger logger, AccountKey account, string reason);

    [LoggerMessage(
        1406, LogLevel.Information, "Account {Account}: {Waiting} of {Notifications} notifications wait to be answered")]
    public static partial void TookIn(ILogger logger, AccountKey account, int notifications, long waiting);

    [LoggerMessage(1407, LogLevel.Information, "Account {Account} is paused: {Reason}")]
    public static partial void Paused(ILogger logger, AccountKey account, string reason);

    [LoggerMessage(1408, LogLevel.Warning, "Account {Account}: the platform was not told what was seen")]
    public static partial void NotMarkedSeen(ILogger logger, Exception exception, AccountKey account);

    [LoggerMessage(1409, LogLevel.Warning, "Accounts could not be woken; trying again")]
    public static partial void NotWoken(ILogger logger, Exception exception);

    [LoggerMessage(1410, LogLevel.Information, "Account {Account}: {Notification} is not answered: {Reason}")]
    public static partial void NotAnswered(ILogger logger, AccountKey account, string notification, string reason);

    [LoggerMessage(1411, LogLevel.Debug, "Account {Account}: its memory is behind its row, which is read again")]
    public static partial void Behind(ILogger logger, AccountKey account);

    [LoggerMessage(1413, LogLevel.Warning, "Account {Account}: the queue was not told of what came in; it will find it")]
    public static partial void QueueNotWoken(ILogger logger, Exception exception, AccountKey account);

    [LoggerMessage(1414, LogLevel.Warning, "Account {Account}: notification {Notification} is kept in error: {Error}")]
    public static partial void Unreadable(ILogger logger, AccountKey account, string notification, string error);

    /// <summary>Tells of those that could not be read and were not known before.</summary>
    public static void Unreadable(ILogger logger, AccountKey account, Intake intake, IngestedPage stored)
    {
        foreach (var item in intake.Items.Where(
            item => item.Error is not null && stored.NewNotifications.Contains(item.NotificationId)))
            Unreadable(logger, account, item.NotificationId, item.Error!);
    }

    [LoggerMessage(1412, LogLevel.Warning, "Account {Account}: storage failed; what was brought in will be asked for again")]
    public static partial void PageNotStored(ILogger logger, Exception exception, AccountKey account);

    [LoggerMessage(1421, LogLevel.Warning, "Account {Account}: the profiles that it read are kept for up to {Age}")]
    public static partial void ProfilesNotRemoved(ILogger logger, Exception exception, AccountKey account, TimeSpan age);

    [LoggerMessage(
        1422, LogLevel.Warning, "Account {Account}: the rows of profiles were not read or written; the platform is asked")]
    public static partial void ProfileRowsAway(ILogger logger, Exception exception, AccountKey account);
}
