using System.Collections.Immutable;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Sanctum.Edge;
using Sanctum.Errors;

namespace Sanctum.Problems;

/// <summary>The one place where an error becomes a problem. Features register those of their errors.</summary>
internal static class ProblemMap
{
    private static readonly ImmutableArray<IProblemSource> Sources = Parts.Find<IProblemSource>();
    private static readonly FieldError ChunkSize = new("body", "has a chunk whose size is not a size (RFC 9112, section 7.1).");

    /// <summary>
    /// The problem that <paramref name="error"/> is to a caller; what nobody foresaw says nothing about our insides.
    /// </summary>
    public static Problem From(Exception error)
    {
        var cause = CauseOf(error);
        return Sources.Select(source => source.Find(cause)).FirstOrDefault(problem => problem is not null) ?? General(cause);
    }

    /// <summary>The problem of an answer that has a status and nothing to say, such as a route that does not exist.</summary>
    public static bool TryFrom(int status, HttpRequest request, [NotNullWhen(true)] out Problem? problem)
    {
        problem = status switch
        {
            400 => new(ProblemCodes.InvalidRequest, 400, "Invalid request", "The request could not be read."),
            404 => new(
                ProblemCodes.NoSuchRoute, 404, "No such route",
                $"There is no {request.Path}; /openapi/v1.json lists all routes."),
            405 => new(
                ProblemCodes.MethodNotAllowed, 405, "Method not allowed",
                $"{request.Path} does not support {request.Method}; the Allow header lists its methods."),
            413 => Problem.BodyTooLarge(
                request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize?.ToString(
                    CultureInfo.InvariantCulture)),
            415 => new(ProblemCodes.UnsupportedMediaType, 415, "Unsupported content type",
                $"'{request.ContentType}' is not supported by this route; most take application/json, and /openapi/v1.json names "
                + "the types of each."),
            >= 400 => new($"http-{status}", status, "The request failed", $"The status is {status}."),
            _ => null,
        };
        return problem is not null;
    }

    /// <summary>The problem of a request that the web server refused before anything of ours saw it.</summary>
    public static Problem FromServer(int status) => status switch
    {
        408 => Problem.TooSlow(),
        413 => Problem.BodyTooLarge(bytes: null),
        414 => new($"http-{status}", status, "The request failed", "The request line is too long."),
        431 => new($"http-{status}", status, "The request failed", "The request's headers are too long or too many."),
        505 => new($"http-{status}", status, "The request failed", "The HTTP version is not supported."),
        _ => new(
            ProblemCodes.InvalidRequest, status, "Invalid request",
            "The request line or a header violates HTTP (RFC 9112)."),
    };

    /// <summary>The exception that decides the problem: the storage provider of a cluster wraps whatever it met.</summary>
    public static Exception CauseOf(Exception error)
    {
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is SanctumException or ProblemException or DbException { IsTransient: true })
                return inner;
        }
        return error;
    }

    private static Problem General(Exception cause) => cause switch
    {
        ProblemException e => e.Problem,
        InvalidRequestException e => Problem.Invalid(e.Errors, e.Message),
        NotFoundException e => new(ProblemCodes.NotFound, 404, $"No such {e.Kind}", e.Message),
        ConflictException e => new(ProblemCodes.Conflict, 409, "Conflict with the current state", e.Message),
        LeaseLostException e => new(ProblemCodes.LeaseLost, 409, "Lease lost to another worker", e.Message),
        PolicyDeniedException e => new(ProblemCodes.PolicyDenied, 403, "Denied by policy", e.Message),
        LimitExceededException e => Problem.LimitExceeded(e.Message, e.RetryAfter),
        StorageUnavailableException e => Problem.StorageUnavailable(e.Message),
        DependencyException e => FromDependency(e),
        BadHttpRequestException e => BadRequests.Explain(e),
        // Kestrel says so of a chunk whose size is beyond every number that it knows.
        IOException { InnerException: OverflowException } => Problem.Invalid([ChunkSize], ChunkSize.Describe()),
        TimeoutException => Problem.NotYet("The agents did not answer in time; the request may still take effect."),
        DbException { IsTransient: true } =>
            Problem.StorageUnavailable("The database cannot be reached; the same request can be sent again."),
        OrleansException => Problem.ClusterUnavailable(),
        _ => new(
            ProblemCodes.Internal, 500, "Internal error", "The gateway's log has the details under this traceId."),
    };

    private static Problem FromDependency(DependencyException error)
    {
        var isTransient = error.Class is ErrorClass.Transient or ErrorClass.Health;
        return new(ProblemCodes.DependencyFailed, isTransient ? 503 : 502, "A dependency failed", error.Message)
        {
            Retriable = isTransient,
            Cause = error.Class,
            RetryAfter = error.RetryAfter,
        };
    }
}
