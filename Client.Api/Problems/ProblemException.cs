namespace Sanctum.Problems;

/// <summary>Ends a request with a problem that only the gateway knows of.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
