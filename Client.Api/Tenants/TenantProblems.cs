using Sanctum.Problems;

namespace Sanctum.Tenants;

/// <summary>The problems of tenants.</summary>
internal sealed class TenantProblems : IProblemSource
{
    public Problem? Find(Exception error) => error switch
    {
        TenantSuspendedException e => Suspended(e.Message),
        QuotaExceededException e => Quota(e.Message, retryAfter: null),
        _ => null,
    };

    public static Problem Suspended(string detail) =>
        new(ProblemCodes.TenantSuspended, StatusCodes.Status403Forbidden, "The tenant is suspended", detail);

    public static Problem Quota(string detail, TimeSpan? retryAfter) =>
        new(ProblemCodes.Quota, StatusCodes.Status429TooManyRequests, "A quota is used up", detail)
        {
            Retriable = retryAfter is not null,
            RetryAfter = retryAfter,
        };
}
