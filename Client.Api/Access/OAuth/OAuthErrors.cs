using System.Text.Json.Serialization;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Access;

/// <summary>
/// A problem in the shape in which clients of OAuth look for it (RFC 6749, section 5.2; RFC 7591, section 3.2.2).
/// </summary>
internal sealed class OAuthErrors : IErrorShape
{
    private static readonly PathString Path = "/oauth";

    public bool IsExpectedAt(PathString path) => path.StartsWithSegments(Path);

    public Task WriteAsync(HttpContext context, Problem problem) =>
        context.Response.WriteAsJsonAsync(From(problem), Json.Options, context.RequestAborted);

    public ErrorAnswer Of(Problem problem) => new("application/json", From(problem));

    private static OAuthError From(Problem problem) => new(CodeOf(problem), problem.Detail);

    private static string CodeOf(Problem problem) => problem switch
    {
        { Code: ProblemCodes.InvalidRequest, Errors: [{ Field: ['r', 'e', 'd', 'i', 'r', 'e', 'c', 't', ..] }, ..] } =>
            "invalid_redirect_uri",
        { Code: ProblemCodes.InvalidRequest } => "invalid_client_metadata",
        { Status: StatusCodes.Status401Unauthorized } => "invalid_token",
        { Status: StatusCodes.Status403Forbidden } => "insufficient_scope",
        { Status: >= 500 } or { Retriable: true } => "temporarily_unavailable",
        _ => "invalid_request",
    };
}

/// <summary>An error of OAuth.</summary>
/// <param name="Error">Clients decide by it.</param>
/// <param name="Description">This occurrence, for people.</param>
internal sealed record OAuthError(
    [property: JsonPropertyName("error")] string Error, [property: JsonPropertyName("error_description")] string Description);
