using System.Text.Json.Serialization;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Chat;

/// <summary>A problem in the shape in which clients of OpenAI's API look for it.</summary>
internal sealed class ChatErrors : IErrorShape
{
    /// <summary>The header that tells OpenAI's clients whether to send the request again.</summary>
    public const string ShouldRetry = "x-should-retry";

    private static readonly object Taken = new();

    // Also those that are not served here: a client made for OpenAI's API reads why from the same place.
    private static readonly PathString[] Paths =
    [
        "/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/models", "/v1/responses", "/v1/moderations",
        "/v1/files", "/v1/audio", "/v1/images",
    ];

    public bool IsExpectedAt(PathString path) => Paths.Any(prefix => path.StartsWithSegments(prefix));

    public ErrorAnswer Of(Problem problem) =>
        problem.Retriable
            ? new("application/json", From(problem))
            : new("application/json", From(problem), (ShouldRetry, "false"));

    /// <summary>The request's message is in an agent's queue, so that to send it again brings nothing.</summary>
    public static void MarkTaken(HttpContext context) => context.Items[Taken] = true;

    /// <summary>
    /// Writes a problem as such clients expect it. They send again what failed with a status of their choice, and LangChain looks
    /// at nothing else: it stops at 400 to 407 and 409 only, the AI SDK at all below 500 but 408, 409 and 429. So a failure that
    /// no repeat can mend is a 400.
    /// </summary>
    public Task WriteAsync(HttpContext context, Problem problem)
    {
        var response = context.Response;
        response.StatusCode = HasFailedForGood(problem) ? StatusCodes.Status400BadRequest : problem.Status;
        if (!problem.Retriable || HasFailedForGood(problem) || context.Items.ContainsKey(Taken))
            response.Headers[ShouldRetry] = "false";
        return response.WriteAsJsonAsync(From(problem), Json.Options, context.RequestAborted);
    }

    // The same request joins a turn that failed, and a gateway's own fault is none of the request's.
    private static bool HasFailedForGood(Problem problem) =>
        problem.Code is ProblemCodes.TurnFailed
            || (problem is { Status: > StatusCodes.Status500InternalServerError, Retriable: false });

    public static ChatErrorBody From(Problem problem) => new(new ChatError(
        problem.Detail,
        problem.Status switch
        {
            StatusCodes.Status402PaymentRequired => "insufficient_quota",
            StatusCodes.Status403Forbidden => "permission_error",
            StatusCodes.Status429TooManyRequests => "rate_limit_error",
            >= 500 => "server_error",
            _ => "invalid_request_error",
        },
        problem.Errors is [var first, ..] ? first.Field : null,
        problem is { Status: StatusCodes.Status404NotFound, Code: ProblemCodes.NotFound }
            ? "model_not_found"
            : problem.Code.Replace('-', '_'),
        problem.Retriable,
        problem.RetryAfter is { } wait ? (int)Math.Clamp(Math.Ceiling(wait.TotalSeconds), 0, int.MaxValue) : null));
}

/// <summary>An error answer.</summary>
internal sealed record ChatErrorBody(ChatError Error);

/// <summary>Why.</summary>
/// <param name="Message">For people.</param>
/// <param name="Type">One of OpenAI's kinds of error.</param>
/// <param name="Param">The field at fault, or null.</param>
/// <param name="Code">Our own name of the problem.</param>
/// <param name="Retriable">Whether the same may succeed later.</param>
/// <param name="RetryAfter">Seconds to wait before that, where it is known.</param>
internal sealed record ChatError(
    string Message,
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Param,
    string Code,
    bool Retriable,
    [property: JsonPropertyName("retry_after"), JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? RetryAfter);
