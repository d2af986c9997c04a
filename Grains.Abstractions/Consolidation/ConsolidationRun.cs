using System.Collections.Immutable;

namespace Sanctum.Consolidation;

/// <summary>A run that looks for what to merge, shorten and correct in an agent's core memory.</summary>
/// <param name="Id">Unique for the agent.</param>
/// <param name="State">Whether it waits, runs or has ended.</param>
/// <param name="Mode">What becomes of its proposals.</param>
/// <param name="Actor">Who began it: the agent itself, or who asked for it.</param>
/// <param name="Model">The model that was asked; null until then.</param>
/// <param name="Proposals">What it proposes, in the order of labels; empty in a list.</param>
/// <param name="Notes">What was left out, and why; at most 100.</param>
/// <param name="Error">Why it failed, or why it waits; null otherwise.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="EndedAt">UTC; null while it is open.</param>
[GenerateSerializer, Immutable, Alias("sanctum.consolidation-run")]
public sealed record ConsolidationRun(
    [property: Id(0)] Guid Id,
    [property: Id(1)] ConsolidationState State,
    [property: Id(2)] ConsolidationMode Mode,
    [property: Id(3)] string Actor,
    [property: Id(4)] string? Model,
    [property: Id(5)] ImmutableArray<BlockProposal> Proposals,
    [property: Id(6)] ImmutableArray<string> Notes,
    [property: Id(7)] string? Error,
    [property: Id(8)] DateTimeOffset CreatedAt,
    [property: Id(9)] DateTimeOffset? EndedAt);

/// <summary>How far a run is.</summary>
public enum ConsolidationState
{
    /// <summary>It waits for its begin, or for its next try.</summary>
    Pending = 0,

    /// <summary>The model is asked.</summary>
    Running = 1,

    /// <summary>Its proposals are being applied.</summary>
    Applying = 2,

    /// <summary>It has ended; proposals may be open.</summary>
    Done = 3,

    /// <summary>It has ended before its work was done.</summary>
    Failed = 4,
}

/// <summary>A new text for a block.</summary>
/// <param name="Label">The block.</param>
/// <param name="BaseVersion">The version that it was made from.</param>
/// <param name="Text">The whole new text.</param>
/// <param name="Reason">Why, in the model's words.</param>
/// <param name="Diff">What it changes, in the unified format.</param>
/// <param name="State">What became of it.</param>
/// <param name="Error">Why it was not applied when that was tried; null otherwise.</param>
/// <param name="DecidedBy">Who applied or rejected it; null while it is open.</param>
/// <param name="DecidedAt">UTC; null while it is open.</param>
[GenerateSerializer, Immutable, Alias("sanctum.block-proposal")]
public sealed record BlockProposal(
    [property: Id(0)] string Label,
    [property: Id(1)] int BaseVersion,
    [property: Id(2)] string Text,
    [property: Id(3)] string Reason,
    [property: Id(4)] string Diff,
    [property: Id(5)] ProposalState State,
    [property: Id(6)] string? Error,
    [property: Id(7)] string? DecidedBy,
    [property: Id(8)] DateTimeOffset? DecidedAt);

/// <summary>What became of a proposal.</summary>
public enum ProposalState
{
    /// <summary>It is neither applied nor rejected.</summary>
    Open = 0,

    /// <summary>The block has it.</summary>
    Applied = 1,

    /// <summary>Somebody said no.</summary>
    Rejected = 2,
}
