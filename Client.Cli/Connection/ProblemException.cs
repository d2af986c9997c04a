using System.Text.Json;

namespace Sanctum.Connection;

/// <summary>Ends a command with a problem.</summary>
/// <param name="problem">What went wrong.</param>
/// <param name="json">The problem as it was received.</param>
internal sealed class ProblemException(Problem problem, string json) : Exception(problem.Detail ?? problem.Title)
{
    public Problem Problem { get; } = problem;

    public string Json { get; } = json;

    public static ProblemException Usage(string detail) => Local(Problem.UsageCode, "The command line does not fit", detail);

    public static ProblemException Unreachable(string detail) => Local(Problem.UnreachableCode, "The gateway cannot be reached", detail);

    public static ProblemException Local(string code, string title, string detail)
    {
        var problem = Problem.Local(code, title, detail);
        return new ProblemException(problem, JsonSerializer.Serialize(problem, Wire.Options));
    }
}
