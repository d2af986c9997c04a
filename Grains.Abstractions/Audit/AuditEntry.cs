using System.Diagnostics;

namespace Sanctum.Audit;

/// <summary>Who did what, and what came of it. Once written it is never changed.</summary>
/// <param name="Id">UUIDv7 of the time; writing the same id again is writing it once.</param>
/// <param name="OccurredAt">UTC, in whole milliseconds.</param>
/// <param name="Actor">Who, as <c>agent/ada</c> or <c>operator/127.0.0.1</c>.</param>
/// <param name="Action">A name from <see cref="AuditActions"/>.</param>
/// <param name="Target">What it was done to, as <c>tool/calculate</c> or <c>queue/ada</c>; at most 256 characters are
/// kept.</param>
/// <param name="Result">A name from <see cref="AuditResults"/>, or a tool's status.</param>
/// <param name="Details">A JSON object; what is sensitive in it is masked before it is written.</param>
[GenerateSerializer, Immutable, Alias("sanctum.audit-entry")]
public sealed record AuditEntry(
    [property: Id(0)] Guid Id,
    [property: Id(1)] DateTimeOffset OccurredAt,
    [property: Id(2)] string Actor,
    [property: Id(3)] string Action,
    [property: Id(4)] string Target,
    [property: Id(5)] string Result,
    [property: Id(6)] string Details)
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Redacted = "[REDACTED]";

    /// <summary>The address of the caller that asked for it, as text; null for what agents do.</summary>
    [Id(7)]
    public string? Address { get; init; }

    /// <summary>The trace in which it happened, 32 hexadecimal digits; null where there was none.</summary>
    [Id(8)]
    public string? TraceId { get; init; }

    /// <summary>Its place in the chain; null until it is sealed, and in entries that are to be written.</summary>
    [Id(9)]
    public AuditSeal? Seal { get; init; }

    /// <summary>
    /// Something that happened at <paramref name="time"/>, of which whole milliseconds are kept, in the current trace.
    /// </summary>
    public static AuditEntry At(DateTimeOffset time, string actor, string action, string target, string result, string details)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
        return new AuditEntry(Guid.CreateVersion7(at), at, actor, action, target, result, details)
        {
            TraceId = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : null,
        };
    }
}

/// <summary>How an action ended that is not the run of a tool.</summary>
public static class AuditResults
{
    /// <summary>It was done.</summary>
    public const string Ok = "ok";

    /// <summary>It was refused; nothing was done.</summary>
    public const string Refused = "refused";

    /// <summary>It failed on the way.</summary>
    public const string Failed = "failed";

    /// <summary>A policy refused it; nothing was done.</summary>
    public const string Blocked = "blocked";
}
