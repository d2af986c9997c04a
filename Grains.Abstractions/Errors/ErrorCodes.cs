namespace Sanctum.Errors;

/// <summary>The names by which clients distinguish the failures of turns. A name never changes its meaning.</summary>
public static class ErrorCodes
{
    /// <summary>A model, platform or other system failed; none of the other codes fits.</summary>
    public const string DependencyFailed = "dependency-failed";

    /// <summary>The model's provider does not know the key, or does not allow what was asked (HTTP 401, 403).</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>The provider's quota or credit is used up.</summary>
    public const string QuotaExceeded = "quota-exceeded";

    /// <summary>The provider was asked too often (HTTP 429).</summary>
    public const string RateLimited = "rate-limited";

    /// <summary>The provider is overloaded or away (HTTP 5xx, an open circuit).</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The request is longer than the model reads.</summary>
    public const string ContextTooLong = "context-too-long";

    /// <summary>The provider refused the request, and will again (another HTTP 4xx).</summary>
    public const string RequestRefused = "request-refused";

    /// <summary>The database is away.</summary>
    public const string StorageUnavailable = "storage-unavailable";

    /// <summary>A limit of Sanctum was reached.</summary>
    public const string LimitExceeded = "limit-exceeded";

    /// <summary>A policy denied the turn.</summary>
    public const string PolicyDenied = "policy-denied";

    /// <summary>The turn waits until a person allows what it is about to do.</summary>
    public const string ApprovalRequired = "approval-required";

    /// <summary>A budget has no room for the turn's model call.</summary>
    public const string BudgetExceeded = "budget-exceeded";

    /// <summary>The platform account is paused, or the platform refuses it.</summary>
    public const string AccountUnavailable = "account-unavailable";

    /// <summary>Something took too long.</summary>
    public const string Timeout = "timeout";

    /// <summary>The turn failed; none of the other codes fits.</summary>
    public const string TurnFailed = "turn-failed";
}
