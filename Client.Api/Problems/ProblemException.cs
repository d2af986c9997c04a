namespace Sanctum.Problems;

/// <summary>Ends a request with a problem that only the gateway knows of.</summary>
/// <param name="problem">What the caller reads.</param>
/// <param name="reason">What the log reads, where that is more.</param>
internal sealed class ProblemException(Problem problem, string? reason = null) : Exception(reason ?? problem.Detail)
{
    public Problem Problem { get; } = problem;
}
