using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;
using Sanctum.Trust;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>Says what a model call of a session holds; keyed as the session. Stateless.</summary>
[Alias("sanctum.ISessionContextWorker")]
public interface ISessionContextWorker : IGrainWithStringKey
{
    /// <summary>
    /// What the next model call would hold if it were made now, or what an earlier one held. Of an earlier call the entries and
    /// the recalled passages are those of then; the definition of the agent, its tools and its core memory are those of now.
    /// </summary>
    /// <param name="step">Sequence number of what the earlier call answered; null for the next call.</param>
    /// <exception cref="NotFoundException">The session was never opened, or has no such entry.</exception>
    /// <exception cref="InvalidRequestException">No model call wrote that entry.</exception>
    [ReadOnly, Alias("Explain")]
    Task<ModelContext> Explain(long? step);
}

/// <summary>What a model call holds.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="AgentId">Its agent.</param>
/// <param name="Model">The model that is asked, as <c>provider/model</c>.</param>
/// <param name="Step">Sequence number of what the call answered; null for the next call.</param>
/// <param name="Tokenizer">What the tokens are counted by. The model's own tokenizer may count others.</param>
/// <param name="Window">How much the model reads.</param>
/// <param name="Tokens">The sum of the parts.</param>
/// <param name="IsShortened">
/// Whether something is left out that the model has no room for. Before the next call, a compaction makes room first.
/// </param>
/// <param name="Compaction">What is left out of every call, or null.</param>
/// <param name="Parts">The parts, in the order in which the model reads them.</param>
[GenerateSerializer, Immutable, Alias("sanctum.model-context")]
public sealed record ModelContext(
    [property: Id(0)] string SessionId,
    [property: Id(1)] string AgentId,
    [property: Id(2)] string Model,
    [property: Id(3)] long? Step,
    [property: Id(4)] string Tokenizer,
    [property: Id(5)] ContextWindow Window,
    [property: Id(6)] int Tokens,
    [property: Id(7)] bool IsShortened,
    [property: Id(8)] Compaction? Compaction,
    [property: Id(9)] ImmutableArray<ContextPart> Parts)
{
    /// <summary>
    /// The lowest trust of all that the call is made of, with what is cut for want of room. Of an earlier call: as it was then.
    /// </summary>
    [Id(10)]
    public TrustLevel Trust { get; init; }
}

/// <summary>How much a model call may hold.</summary>
/// <param name="Source">Where that is known from.</param>
/// <param name="Tokens">In tokens, the answer included; null where that is not known.</param>
/// <param name="Characters">In characters, as a refusal of the model showed; null where there was none.</param>
[GenerateSerializer, Immutable, Alias("sanctum.context-window")]
public sealed record ContextWindow(
    [property: Id(0)] WindowSource Source, [property: Id(1)] long? Tokens, [property: Id(2)] long? Characters);

/// <summary>Where it is known from how much a model reads.</summary>
public enum WindowSource
{
    /// <summary>It is not known: a call holds what the session keeps for it.</summary>
    Unknown = 0,

    /// <summary>The agent's definition.</summary>
    Agent = 1,

    /// <summary>The provider's configuration.</summary>
    Provider = 2,

    /// <summary>A refusal of the model.</summary>
    Refusal = 3,
}

/// <summary>A part of what a model call holds.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Source">
/// Where it comes from: a block's label, a tool's name, a passage's id, or the sequence number of an entry; empty for what is
/// said for none of them.
/// </param>
/// <param name="Tokens">How many tokens it has, with what servers put around it.</param>
/// <param name="Text">As the model reads it; null where who asks may not read that.</param>
[GenerateSerializer, Immutable, Alias("sanctum.context-part")]
public sealed record ContextPart(
    [property: Id(0)] ContextPartKind Kind, [property: Id(1)] string Source, [property: Id(2)] int Tokens,
    [property: Id(3)] string? Text)
{
    /// <summary>How far it is trusted.</summary>
    [Id(4)]
    public TrustLevel Trust { get; init; }
}

/// <summary>What a part of a model call is.</summary>
public enum ContextPartKind
{
    /// <summary>Who the agent is.</summary>
    System = 0,

    /// <summary>A block of core memory.</summary>
    Block = 1,

    /// <summary>A tool that the model may call.</summary>
    Tool = 2,

    /// <summary>What stands for entries that a compaction left out.</summary>
    Summary = 3,

    /// <summary>What a person said.</summary>
    User = 4,

    /// <summary>What the agent said.</summary>
    Assistant = 5,

    /// <summary>A call of a tool.</summary>
    ToolCall = 6,

    /// <summary>What a tool answered.</summary>
    ToolResult = 7,

    /// <summary>What was recalled of archival memory before the turn.</summary>
    Passage = 8,
}
