using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Platforms;

namespace Sanctum.Publishing;

internal static partial class PublishingLog
{
    [LoggerMessage(
        1201, LogLevel.Warning, "Post {Post} of {Outbox} failed ({ErrorClass}), attempt {Attempts}, next in {RetryIn}: {Error}")]
    public static partial void PostFailed(
        ILogger logger, Guid post, AccountKey outbox, ErrorClass errorClass, int attempts, TimeSpan? retryIn, string error);

    [LoggerMessage(1202, LogLevel.Warning, "Outbox {Outbox}: storage failed; the lifeline will wake it again")]
    public static partial void SendingStopped(ILogger logger, Exception exception, AccountKey outbox);

    [LoggerMessage(1204, LogLevel.Warning, "Post {Post} of {Outbox} goes out from {Fallback} instead: {Reason}")]
    public static partial void FellBack(ILogger logger, Guid post, AccountKey outbox, AccountKey fallback, string reason);

    [LoggerMessage(1203, LogLevel.Information, "Post {Post} of {Outbox} waits {Wait}: {Reason}")]
    public static partial void PostDeferred(ILogger logger, Guid post, AccountKey outbox, TimeSpan wait, string reason);

    [LoggerMessage(
        1205, LogLevel.Information,
        "Outbox {Outbox}: {Retried} failed posts are sent again; {LeftAlone} are not, because their recipients opted out")]
    public static partial void Retried(ILogger logger, AccountKey outbox, long retried, long leftAlone);
}
