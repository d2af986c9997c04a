using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>The account is paused, or the platform refuses it: what was asked for waits until somebody mends that.</summary>
[GenerateSerializer, Alias("sanctum.account-unavailable")]
public sealed class AccountUnavailableException(string account, string reason, TimeSpan retryAfter)
    : SanctumException($"The account '{account}' cannot be used: {reason}")
{
    /// <summary>When to try again.</summary>
    [Id(0)]
    public TimeSpan RetryAfter { get; } = retryAfter;
}
