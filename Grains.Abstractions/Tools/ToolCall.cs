using System.Text.Json.Serialization;
using Sanctum.Trust;

namespace Sanctum.Tools;

/// <summary>A model's wish to run a tool.</summary>
/// <param name="CallId">Unique over all calls of all turns; also the idempotency key of the tool's effects.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">Its arguments, JSON as the model wrote it, not yet validated.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tool-call")]
public sealed record ToolCall([property: Id(0)] string CallId, [property: Id(1)] string Tool, [property: Id(2)] string Arguments);

/// <summary>How a tool call went.</summary>
public enum ToolStatus
{
    /// <summary>It did what it is for.</summary>
    Ok,

    /// <summary>Its arguments do not fit its schema; nothing was run.</summary>
    Invalid,

    /// <summary>A policy refused it; nothing was run.</summary>
    Blocked,

    /// <summary>It ran and failed.</summary>
    Failed,

    /// <summary>It was stopped at its time limit.</summary>
    Timeout,

    /// <summary>
    /// Its process ended while it ran and it cannot be repeated, or its turn was cancelled: whether it took effect is unknown.
    /// </summary>
    Interrupted,

    /// <summary>It took more memory than it may, and its process was killed.</summary>
    KilledMemory,

    /// <summary>It took more processor time than it may, and its process was killed.</summary>
    KilledCpu,
}

/// <summary>The result of one tool call.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Status">How it went.</param>
/// <param name="Payload">What the model gets: the result, or the error in plain words.</param>
/// <param name="Duration">How long it ran.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tool-result")]
public sealed record ToolResult(
    [property: Id(0)] string CallId,
    [property: Id(1)] string Tool,
    [property: Id(2)] ToolStatus Status,
    [property: Id(3)] string Payload,
    [property: Id(4)] TimeSpan Duration)
{
    /// <summary>How far the payload is trusted. Not part of the API.</summary>
    [Id(5), JsonIgnore]
    public TrustLevel Trust { get; init; }
}
