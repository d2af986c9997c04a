using System.Text.Json.Serialization;
using Sanctum.Streams;
using Sanctum.Tools;
using Sanctum.Trust;

namespace Sanctum.Turns;

/// <summary>A tool call waits to be run.</summary>
/// <param name="Lease">The turn's lease, under which the result is recorded.</param>
/// <param name="AgentId">The agent that asks.</param>
/// <param name="Call">The call.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tool-requested")]
public sealed record ToolRequested(
    [property: Id(0)] LeaseToken Lease, [property: Id(1)] string AgentId, [property: Id(2)] ToolCall Call) : EventPayload
{
    /// <inheritdoc/>
    public override string EventType => "tool.requested";

    /// <summary>How far the step is trusted that asks for the call. Not part of the event.</summary>
    [Id(3), JsonIgnore]
    public TrustLevel Trust { get; init; }
}

/// <summary>A tool call's result is a row; the turn can go on when all its calls have one.</summary>
/// <param name="Lease">The turn's lease.</param>
/// <param name="CallId">The call.</param>
/// <param name="OpenCalls">Calls of the turn that still have no result.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tool-completed")]
public sealed record ToolCompleted(
    [property: Id(0)] LeaseToken Lease, [property: Id(1)] string CallId, [property: Id(2)] int OpenCalls) : EventPayload
{
    /// <inheritdoc/>
    public override string EventType => "tool.completed";
}
