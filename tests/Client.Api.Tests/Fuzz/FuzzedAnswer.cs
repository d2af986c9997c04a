using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Tests.Fuzz;

/// <summary>What came back, and what is wrong with it.</summary>
/// <param name="Status">The status.</param>
/// <param name="ContentType">The media type; null for none.</param>
/// <param name="Body">The whole body; empty for a stream of events.</param>
internal sealed record FuzzedAnswer(int Status, string? ContentType, string Body)
{
    private const string ProblemType = "application/problem+json";
    private const string BridgePath = "/api/v1/";
    private const string OAuthPath = "/oauth/";

    private static readonly string[] OpenAIPaths =
    [
        "/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/models", "/v1/responses", "/v1/moderations",
        "/v1/files", "/v1/audio", "/v1/images",
    ];

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Why no client should get it; null where all is well.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="target">The request's path as it was sent, with or without a query.</param>
    public string? FaultAt(string method, string target)
    {
        if (Status == 500)
            return "a fault of ours";
        // The body of HEAD is not sent, and what is said of readiness is no refusal.
        var path = PathOf(target);
        if (method == "HEAD" || path == "/ready")
            return null;
        if (Status < 400)
            return ContentType == "application/json" && !TryParse(out _) ? "the answer is no JSON" : null;
        // A path that the web server itself cannot read, or shortens, has no place yet; nor has a request line that is too long.
        if (Status == 414 || path.Contains('\0', StringComparison.Ordinal) || path.Split('/').Any(part => part is "." or ".."))
            return FaultOfAny();
        if ($"{path}/".StartsWith(BridgePath, StringComparison.OrdinalIgnoreCase))
            return FaultOfEnvelope();
        if ($"{path}/".StartsWith(OAuthPath, StringComparison.OrdinalIgnoreCase))
            return FaultOfOAuth();
        return OpenAIPaths.Any(prefix => $"{path}/".StartsWith($"{prefix}/", StringComparison.OrdinalIgnoreCase))
            ? FaultOfError()
            : FaultOfProblem();
    }

    // As the server reads it: an escaped slash ends no segment.
    private static string PathOf(string target) =>
        Uri.UnescapeDataString(target.Split('?')[0].Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Why it is neither a problem document nor an error in a shape that some clients want, for requests that are no HTTP.
    /// </summary>
    public string? FaultOfAny() => Status == 500 ? "a fault of ours"
        : Status < 400 || FaultOfProblem() is null || FaultOfError() is null || FaultOfEnvelope() is null
            || FaultOfOAuth() is null ? null
        : $"{ContentType} is neither a problem document nor an error";

    private string? FaultOfProblem()
    {
        if (ContentType != ProblemType)
            return $"'{ContentType}' is no problem document";
        return TryParse(out var problem)
            && TextOf(problem, "type")?.StartsWith("urn:sanctum:problem:", StringComparison.Ordinal) is true
            && problem?["status"]?.GetValue<int>() == Status
            && !string.IsNullOrWhiteSpace(TextOf(problem, "title")) && !string.IsNullOrWhiteSpace(TextOf(problem, "detail"))
            ? null
            : "the problem document is not whole";
    }

    private string? FaultOfError() =>
        ContentType == "application/json" && TryParse(out var body) && body?["error"] is JsonObject error
        && !string.IsNullOrWhiteSpace(TextOf(error, "message")) && !string.IsNullOrWhiteSpace(TextOf(error, "type"))
        && error.ContainsKey("param") && error.ContainsKey("code")
            ? null
            : "the error has not OpenAI's shape";

    private string? FaultOfOAuth() =>
        ContentType == "application/json" && TryParse(out var body) && !string.IsNullOrWhiteSpace(TextOf(body, "error"))
        && !string.IsNullOrWhiteSpace(TextOf(body, "error_description"))
            ? null
            : "the error has not the shape of OAuth (RFC 6749, section 5.2)";

    private string? FaultOfEnvelope() =>
        ContentType == "application/json" && TryParse(out var body) && body is JsonObject envelope
        && envelope["success"] is JsonValue success && success.TryGetValue<bool>(out var isDone) && !isDone
        && !string.IsNullOrWhiteSpace(TextOf(envelope, "error")) && !string.IsNullOrWhiteSpace(TextOf(envelope, "timestamp"))
        && envelope["code"] is JsonValue code && code.TryGetValue<int>(out var status) && status == Status
            ? null
            : "the error has not the bridge's envelope";

    public bool TryParse(out JsonNode? json)
    {
        try
        {
            json = JsonNode.Parse(Body);
            return true;
        }
        catch (JsonException)
        {
            json = null;
            return false;
        }
    }

    private static string? TextOf(JsonNode? node, string field) =>
        node is JsonObject && node[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
