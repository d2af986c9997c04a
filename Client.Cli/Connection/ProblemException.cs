using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Connection;

/// <summary>Ends a command with a problem.</summary>
/// <param name="problem">What went wrong.</param>
/// <param name="json">The problem as it was received, a JSON object.</param>
internal sealed class ProblemException(Problem problem, string json) : Exception(problem.Detail ?? problem.Title)
{
    public Problem Problem { get; } = problem;

    public string Json { get; } = json;

    /// <summary>The same with a member <c>error</c>, which says in one text what went wrong.</summary>
    public string JsonForScripts
    {
        get
        {
            var document = JsonNode.Parse(Json)!.AsObject();
            document["error"] = Message;
            return document.ToJsonString(Wire.Options);
        }
    }

    public static ProblemException Usage(string detail) => Local(Problem.UsageCode, "Invalid command line", detail);

    public static ProblemException Unreachable(string detail) =>
        Local(Problem.UnreachableCode, "The gateway cannot be reached", detail);

    public static ProblemException Local(string code, string title, string detail)
    {
        var problem = Problem.Local(code, title, detail);
        return new ProblemException(problem, JsonSerializer.Serialize(problem, Wire.Options));
    }
}
