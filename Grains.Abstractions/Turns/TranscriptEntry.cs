using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Sanctum.Tools;
using Sanctum.Trust;

namespace Sanctum.Turns;

/// <summary>One row of a transcript.</summary>
/// <param name="Seq">Its place in the session, from 1.</param>
/// <param name="TurnId">The queue item whose turn wrote it.</param>
/// <param name="Role">Who it is from.</param>
/// <param name="Author">The person's name for user entries, the tool's for tool entries, the agent's id for its own.</param>
/// <param name="Content">The text.</param>
/// <param name="ToolCalls">Calls that an assistant entry asks for; empty otherwise.</param>
/// <param name="ToolCallId">The call that a tool entry answers, else null.</param>
/// <param name="ToolStatus">The outcome that a tool entry reports, else null.</param>
/// <param name="Usage">What the model charged for an assistant entry, or null.</param>
/// <param name="StopReason">
/// On a turn's last entry: a name from <see cref="StopReasons"/>, or of a tool that ended the turn. An entry without text marks
/// that the turn was cancelled (<see cref="StopReasons.Cancelled"/>) or that a tool ended it.
/// </param>
/// <param name="OccurredAt">UTC, in microseconds.</param>
/// <param name="ModelData">
/// On an assistant entry, for the model only: its reasoning, and what its provider wants back. Not part of the API or of events.
/// </param>
[GenerateSerializer, Immutable, Alias("sanctum.transcript-entry")]
public sealed record TranscriptEntry(
    [property: Id(0)] long Seq,
    [property: Id(1)] Guid TurnId,
    [property: Id(2)] TranscriptRole Role,
    [property: Id(3)] string Author,
    [property: Id(4)] string Content,
    [property: Id(5)] ImmutableArray<ToolCall> ToolCalls,
    [property: Id(6)] string? ToolCallId,
    [property: Id(7)] ToolStatus? ToolStatus,
    [property: Id(8)] ModelUsage? Usage,
    [property: Id(9)] string? StopReason,
    [property: Id(10)] DateTimeOffset OccurredAt,
    [property: Id(11), JsonIgnore] string? ModelData = null)
{
    /// <summary>
    /// How far it is trusted: what the agent said as far as the least of what it was given. Null in rows of earlier builds, which
    /// count as trusted. Not part of the API or of events.
    /// </summary>
    [Id(12), JsonIgnore]
    public TrustLevel? Trust { get; init; }
}

/// <summary>Who an entry is from.</summary>
public enum TranscriptRole
{
    /// <summary>A person, or another sender of a message to the agent.</summary>
    User,

    /// <summary>The agent.</summary>
    Assistant,

    /// <summary>A tool's result.</summary>
    Tool,
}

/// <summary>What a model call cost.</summary>
/// <param name="Model">The model that answered, as <c>provider/model</c>.</param>
/// <param name="InputTokens">Tokens read; 0 where the provider does not say.</param>
/// <param name="OutputTokens">Tokens written; 0 where the provider does not say.</param>
[GenerateSerializer, Immutable, Alias("sanctum.model-usage")]
public sealed record ModelUsage(
    [property: Id(0)] string Model, [property: Id(1)] long InputTokens, [property: Id(2)] long OutputTokens);
