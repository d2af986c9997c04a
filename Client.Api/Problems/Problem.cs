using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json.Serialization;
using Sanctum.Errors;

namespace Sanctum.Problems;

/// <summary>Why a request was refused or failed (RFC 9457), the same shape everywhere.</summary>
/// <param name="Code">The stable name of the problem; <c>type</c> is made of it.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The problem in a few words, the same for every occurrence.</param>
/// <param name="Detail">This occurrence, for people.</param>
internal sealed record Problem([property: JsonIgnore] string Code, int Status, string Title, string Detail)
{
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);

    /// <summary>Stable; decide by this.</summary>
    [Description("Stable name of the problem, urn:sanctum:problem:<code>. Clients decide by it.")]
    public string Type => $"urn:sanctum:problem:{Code}";

    /// <summary>Every refused field, where the request was at fault.</summary>
    public ImmutableArray<FieldError> Errors { get; init; } = [];

    /// <summary>Whether the same request may succeed later.</summary>
    public bool Retriable { get; init; }

    /// <summary>What the failure means: one that goes away by itself, or one that comes again.</summary>
    [Description("transient, permanent, queue or health.")]
    public ErrorClass Class => Cause ?? (Retriable ? ErrorClass.Transient : ErrorClass.Permanent);

    /// <summary>The class that another system's failure has of its own.</summary>
    [JsonIgnore]
    public ErrorClass? Cause { get; init; }

    /// <summary>The approval that the request waits for; left out where it waits for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? ApprovalId { get; init; }

    /// <summary>What a one-time code is sent with; left out where none is asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Challenge { get; init; }

    /// <summary>The texts of a change that could not be merged; left out for other problems.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TextConflict? Conflict { get; init; }

    /// <summary>Finds the request in logs and traces.</summary>
    public string? TraceId { get; init; }

    /// <summary>Sent as <c>Retry-After</c>.</summary>
    [JsonIgnore]
    public TimeSpan? RetryAfter { get; init; }

    public static Problem Invalid(IEnumerable<FieldError> errors, string detail) =>
        new(ProblemCodes.InvalidRequest, StatusCodes.Status400BadRequest, "Invalid request", detail)
        {
            Errors = [.. errors],
        };

    public static Problem StorageUnavailable(string detail) =>
        new(ProblemCodes.StorageUnavailable, StatusCodes.Status503ServiceUnavailable, "The database cannot be reached", detail)
        {
            Retriable = true,
            RetryAfter = SoonAgain,
        };

    public static Problem ClusterUnavailable(
        string detail = "The call did not reach them or was not answered; try again shortly.") =>
        new(ProblemCodes.ClusterUnavailable, StatusCodes.Status503ServiceUnavailable, "The agents cannot be reached", detail)
        {
            Retriable = true,
            RetryAfter = SoonAgain,
        };

    public static Problem LimitExceeded(string detail, TimeSpan retryAfter) =>
        new(ProblemCodes.LimitExceeded, StatusCodes.Status429TooManyRequests, "A limit was reached", detail)
        {
            Retriable = true,
            RetryAfter = retryAfter,
        };

    public static Problem BodyTooLarge(string? bytes) => new(
        ProblemCodes.BodyTooLarge, StatusCodes.Status413PayloadTooLarge, "The body is too large",
        $"The request's body is larger than {(bytes is null ? "the limit" : $"the limit of {bytes} bytes")} " +
        "(Sanctum:Gateway:MaxBodyBytes, or uploads.maxBytes of /v1/settings/ui).");

    public static Problem VersionMismatch(string detail) =>
        new(ProblemCodes.VersionMismatch, StatusCodes.Status412PreconditionFailed, "Changed since it was read", detail);

    public static Problem TooSlow() =>
        new(
            ProblemCodes.Timeout, StatusCodes.Status408RequestTimeout, "Timeout",
            "The request did not arrive completely in time.")
        {
            Retriable = true,
        };

    public static Problem NotYet(string detail) =>
        new(ProblemCodes.Timeout, StatusCodes.Status504GatewayTimeout, "Timeout", detail) { Retriable = true };

    public static Problem ShuttingDown() =>
        new(
            ProblemCodes.ShuttingDown, StatusCodes.Status503ServiceUnavailable, "The gateway is shutting down",
            "The turn continues; its reply will be in the session's transcript.")
        {
            Retriable = true,
            RetryAfter = SoonAgain,
        };

    public static Problem UnknownVisitor() =>
        new(
            ProblemCodes.UnknownVisitor, StatusCodes.Status401Unauthorized, "Unknown visitor",
            "PUT …/visitor with a name first; it sets the cookie.");

    public static Problem MisdirectedHost(string host) =>
        new(ProblemCodes.MisdirectedHost, StatusCodes.Status421MisdirectedRequest, "This gateway serves this machine only",
            $"The host '{host}' is not this machine. Set Sanctum:Gateway:Url to listen for others.");

    public static Problem LocalOnly(string detail) =>
        new(ProblemCodes.LocalOnly, StatusCodes.Status403Forbidden, "Allowed from this machine only", detail);

    public static Problem CrossSite() =>
        new(ProblemCodes.CrossSite, StatusCodes.Status403Forbidden, "Cross-site request refused",
            "Add the page's origin to Sanctum:Gateway:CorsOrigins to allow it.");
}
