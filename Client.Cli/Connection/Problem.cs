using System.Text.Json.Serialization;

namespace Sanctum.Connection;

/// <summary>Why something was refused or failed (RFC 9457), as the gateway says it or as this side does.</summary>
/// <param name="Type"><c>urn:sanctum:problem:</c> and the problem's name.</param>
/// <param name="Title">The problem in a few words.</param>
/// <param name="Status">The HTTP status; null where no gateway answered.</param>
/// <param name="Detail">This occurrence, for people.</param>
/// <param name="Errors">Every refused field.</param>
/// <param name="TraceId">The request's trace, by which its lines in the gateway's log are found; null where no gateway
/// answered.</param>
/// <param name="Challenge">What a one-time code is sent with; null where none is asked for.</param>
/// <param name="Conflict">The texts of a change that could not be merged; null for other problems.</param>
internal sealed record Problem(
    string Type, string Title, int? Status, string? Detail, FieldError[]? Errors, string? TraceId = null,
    string? Challenge = null, TextConflict? Conflict = null)
{
    public const string UsageCode = "usage";
    public const string UnreachableCode = "unreachable";
    public const string NoReplyCode = "no-reply-in-time";
    public const string QueueCriticalCode = "queue-critical";
    public const string ToolFailedCode = "tool-failed";
    public const string NotAskedCode = "not-asked";
    public const string AuditBrokenCode = "audit-broken";
    public const string NotSignedInCode = "not-signed-in";
    private const string Prefix = "urn:sanctum:problem:";

    /// <summary>The problem's stable name.</summary>
    [JsonIgnore]
    public string Code => Type.StartsWith(Prefix, StringComparison.Ordinal) ? Type[Prefix.Length..] : Type;

    /// <summary>A problem that only this side knows of.</summary>
    public static Problem Local(string code, string title, string detail) => new(Prefix + code, title, null, detail, null);
}

/// <summary>Two changes of one text that concern the same lines.</summary>
/// <param name="Version">The version of the present text.</param>
/// <param name="Present">The text now.</param>
/// <param name="Proposed">The text that was to be.</param>
internal sealed record TextConflict(int Version, string Present, string Proposed);

/// <summary>A field that was refused.</summary>
/// <param name="Field">Its name, as the author wrote it.</param>
/// <param name="Message">The rule it breaks.</param>
/// <param name="Line">Where it stands in the document, from 1; null if unknown.</param>
/// <param name="Column">The character in that line, from 1; null if unknown.</param>
internal sealed record FieldError(string Field, string Message, int? Line, int? Column = null);
