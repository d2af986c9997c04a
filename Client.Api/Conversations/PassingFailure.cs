using System.Data.Common;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Conversations;

/// <summary>Failures that an open event stream outlives: the cluster or the database cannot answer now.</summary>
internal static class PassingFailure
{
    public static bool Is(Exception error) =>
        error is OrleansException or TimeoutException or SanctumException or ProblemException or DbException;
}
