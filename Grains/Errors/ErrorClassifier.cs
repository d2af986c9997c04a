using Orleans.Storage;
using Sanctum.Platforms;

namespace Sanctum.Errors;

/// <summary>The one place that says what an exception means for the work that met it.</summary>
internal static class ErrorClassifier
{
    /// <summary>The failure's class; what nobody knows is transient, because attempts are bounded.</summary>
    public static ErrorClass Classify(Exception exception) => exception switch
    {
        DependencyException dependency => dependency.Class,
        StorageUnavailableException or InconsistentStateException or TimeoutException => ErrorClass.Transient,
        InvalidRequestException or NotFoundException or ConflictException or PolicyDeniedException
            or ApprovalRequiredException or UnsupportedOperationException or AccountRefusedException =>
            ErrorClass.Permanent,
        OutOfMemoryException or InsufficientExecutionStackException => ErrorClass.Health,
        FormatException or System.Text.Json.JsonException => ErrorClass.Queue,
        OrleansException { InnerException: { } inner } => Classify(inner),
        _ => ErrorClass.Transient,
    };

    /// <summary>How long the other side asked to wait, where it said.</summary>
    public static TimeSpan? RetryAfter(Exception exception) => exception switch
    {
        DependencyException dependency => dependency.RetryAfter,
        LimitExceededException limit => limit.RetryAfter,
        AccountUnavailableException account => account.RetryAfter,
        _ => null,
    };

    /// <summary>The failure's name among <see cref="ErrorCodes"/>.</summary>
    public static string CodeOf(Exception exception) => exception switch
    {
        DependencyException dependency => dependency.Code ?? ErrorCodes.DependencyFailed,
        StorageUnavailableException => ErrorCodes.StorageUnavailable,
        LimitExceededException => ErrorCodes.LimitExceeded,
        PolicyDeniedException => ErrorCodes.PolicyDenied,
        ApprovalRequiredException => ErrorCodes.ApprovalRequired,
        AccountUnavailableException or AccountRefusedException => ErrorCodes.AccountUnavailable,
        TimeoutException => ErrorCodes.Timeout,
        OrleansException { InnerException: { } inner } => CodeOf(inner),
        _ => ErrorCodes.TurnFailed,
    };

    /// <summary>Whether something that all work of this kind depends on is away, so that waiting is all there is to do.</summary>
    public static bool IsOutage(Exception exception) => exception switch
    {
        DependencyException dependency => dependency.IsOutage,
        StorageUnavailableException => true,
        OrleansException { InnerException: { } inner } => IsOutage(inner),
        _ => false,
    };
}
