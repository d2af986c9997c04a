using Sanctum.Problems;

namespace Sanctum.Platforms;

/// <summary>The problems of platforms and of the accounts there.</summary>
internal sealed class PlatformProblems : IProblemSource
{
    public Problem? Find(Exception error) => error switch
    {
        AccountUnavailableException e => new(ProblemCodes.AccountUnavailable, 409, "The account cannot be used now", e.Message),
        AccountRefusedException e => new(ProblemCodes.AccountUnavailable, 409, "The account cannot be used now", e.Message),
        InvalidSessionException e => new(ProblemCodes.InvalidSession, 422, "The session is not valid", e.Message),
        UnsupportedOperationException e => new(ProblemCodes.UnsupportedOperation, 409, "The platform cannot do that", e.Message),
        UnverifiedDeliveryException e => new(ProblemCodes.UnverifiedDelivery, 401, "Nobody knows who sent it", e.Message),
        SessionExpiredException e => new(ProblemCodes.DependencyFailed, 502, "Another system failed", e.Message),
        _ => null,
    };
}
