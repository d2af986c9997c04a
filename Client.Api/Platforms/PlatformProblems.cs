using Sanctum.Problems;

namespace Sanctum.Platforms;

/// <summary>The problems of platforms and of the accounts there.</summary>
internal sealed class PlatformProblems : IProblemSource
{
    public Problem? Find(Exception error) => error switch
    {
        AccountUnavailableException e => new(ProblemCodes.AccountUnavailable, 409, "Account unavailable", e.Message),
        AccountRefusedException e => new(ProblemCodes.AccountUnavailable, 409, "Account unavailable", e.Message),
        InvalidSessionException e => new(ProblemCodes.InvalidSession, 422, "Invalid session", e.Message),
        UnsupportedOperationException e =>
            new(ProblemCodes.UnsupportedOperation, 409, "Operation not supported by the platform", e.Message),
        UnverifiedDeliveryException e => new(ProblemCodes.UnverifiedDelivery, 401, "Unverified sender", e.Message),
        SessionExpiredException e => new(ProblemCodes.DependencyFailed, 502, "A dependency failed", e.Message),
        _ => null,
    };
}
