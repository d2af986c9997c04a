using System.Text.Json.Serialization;
using Sanctum.Problems;

namespace Sanctum.Chat;

/// <summary>A problem in the shape in which clients of OpenAI's API look for it.</summary>
internal static class ChatErrors
{
    /// <summary>Whether requests to this path come from such clients.</summary>
    public static bool AreSpokenAt(PathString path) => path.StartsWithSegments("/v1/chat") || path.StartsWithSegments("/v1/models");

    public static ChatErrorBody From(Problem problem) => new(new ChatError(
        problem.Detail,
        problem.Status switch
        {
            StatusCodes.Status403Forbidden => "permission_error",
            StatusCodes.Status429TooManyRequests => "rate_limit_error",
            >= 500 => "server_error",
            _ => "invalid_request_error",
        },
        problem.Errors is [var first, ..] ? first.Field : null,
        problem.Status == StatusCodes.Status404NotFound && problem.Code == ProblemCodes.NotFound ? "model_not_found" : problem.Code.Replace('-', '_')));
}

/// <summary>An error answer.</summary>
internal sealed record ChatErrorBody(ChatError Error);

/// <summary>Why.</summary>
/// <param name="Message">For people.</param>
/// <param name="Type">One of OpenAI's kinds of error.</param>
/// <param name="Param">The field at fault, or null.</param>
/// <param name="Code">Our own name of the problem.</param>
internal sealed record ChatError(string Message, string Type, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Param, string Code);
