using Sanctum.Errors;
using Sanctum.Queues;
using Sanctum.Streams;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>What the watchers of a session see. Leases and keys stay inside.</summary>
[GenerateSerializer, Immutable, Alias("sanctum.session-event")]
public abstract record SessionEvent : EventPayload;

/// <summary>The model has said more; not a row, and superseded by the entry that follows.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Step">Which model call of the turn, from 1.</param>
/// <param name="Text">What was added.</param>
[GenerateSerializer, Immutable, Alias("sanctum.reply-delta")]
public sealed record ReplyDelta(
    [property: Id(0)] Guid TurnId, [property: Id(1)] int Step, [property: Id(2)] string Text) : SessionEvent
{
    /// <inheritdoc/>
    public override string EventType => "reply.delta";
}

/// <summary>A turn began, or was taken up after a crash.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
[GenerateSerializer, Immutable, Alias("sanctum.turn-started")]
public sealed record TurnStarted([property: Id(0)] Guid TurnId, [property: Id(1)] int Attempt) : SessionEvent
{
    /// <inheritdoc/>
    public override string EventType => "turn.started";
}

/// <summary>A turn ended, or failed and will be tried again.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="Status">Where its queue item stands; <see cref="QueueItemStatus.New"/> means that it will be tried again.</param>
/// <param name="StopReason">A name from <see cref="StopReasons"/>.</param>
/// <param name="Error">Why it failed, or null.</param>
/// <param name="ErrorCode">The failure's name, from <see cref="ErrorCodes"/>; null where it did not fail.</param>
/// <param name="Retriable">Whether the same message may succeed later; false where it did not fail.</param>
/// <param name="RetryAfter"> Seconds, rounded up: with the status <see cref="QueueItemStatus.New"/> until it is tried again, else
/// how long the other side asked to wait; null where nothing is known.
/// </param>
[GenerateSerializer, Immutable, Alias("sanctum.turn-ended")]
public sealed record TurnEnded(
    [property: Id(0)] Guid TurnId,
    [property: Id(1)] QueueItemStatus Status,
    [property: Id(2)] string StopReason,
    [property: Id(3)] string? Error,
    [property: Id(4)] string? ErrorCode = null,
    [property: Id(5)] bool Retriable = false,
    [property: Id(6)] int? RetryAfter = null) : SessionEvent
{
    /// <inheritdoc/>
    public override string EventType => "turn.ended";

    /// <inheritdoc/>
    public override int SchemaVersion => 2;
}

/// <summary>A tool begins to run: its arguments fit and no policy refused it.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="CallId">The call.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">Its arguments, JSON as the model wrote it.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tool-started")]
public sealed record ToolStarted(
    [property: Id(0)] Guid TurnId, [property: Id(1)] string CallId, [property: Id(2)] string Tool,
    [property: Id(3)] string Arguments) : SessionEvent
{
    /// <inheritdoc/>
    public override string EventType => "tool.started";
}

/// <summary>A tool call has its result, which is the transcript's entry with the same call id.</summary>
/// <param name="TurnId">The turn.</param>
/// <param name="CallId">The call.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Status">How it went.</param>
/// <param name="Duration">How long it ran.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tool-ended")]
public sealed record ToolEnded(
    [property: Id(0)] Guid TurnId,
    [property: Id(1)] string CallId,
    [property: Id(2)] string Tool,
    [property: Id(3)] ToolStatus Status,
    [property: Id(4)] TimeSpan Duration) : SessionEvent
{
    /// <inheritdoc/>
    public override string EventType => "tool.ended";

    /// <inheritdoc/>
    public override int SchemaVersion => 2;
}
