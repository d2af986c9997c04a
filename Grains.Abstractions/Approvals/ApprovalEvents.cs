using Sanctum.Conversations;
using Sanctum.Policies;

namespace Sanctum.Approvals;

/// <summary>A turn, a tool run or a post waits until a person allows what it is about to do.</summary>
/// <param name="TurnId">The turn; of a tool that is run from outside, the run.</param>
/// <param name="ApprovalId">The approval.</param>
/// <param name="Action">The action, such as <c>tool.execute</c>.</param>
/// <param name="Subject">What it is done to, such as <c>tool/transfer</c>.</param>
/// <param name="Risk">How much may go wrong.</param>
/// <param name="Reason">Why a person is asked.</param>
/// <param name="Deadline">How long an answer is waited for, UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.approval-requested")]
public sealed record ApprovalRequested(
    [property: Id(0)] Guid TurnId,
    [property: Id(1)] Guid ApprovalId,
    [property: Id(2)] string Action,
    [property: Id(3)] string Subject,
    [property: Id(4)] ApprovalRisk Risk,
    [property: Id(5)] string Reason,
    [property: Id(6)] DateTimeOffset Deadline) : SessionEvent
{
    /// <inheritdoc/>
    public override string EventType => "approval.requested";
}

/// <summary>What waited for an approval continues: a person answered, or nobody did in time.</summary>
/// <param name="TurnId">The turn; of a tool that is run from outside, the run.</param>
/// <param name="ApprovalId">The approval.</param>
/// <param name="State">How it was answered.</param>
/// <param name="Granted">Whether the act may be done.</param>
/// <param name="AnsweredBy">Who answered, as the audit log names it; null where nobody did.</param>
/// <param name="Note">What was said about it, or null.</param>
[GenerateSerializer, Immutable, Alias("sanctum.approval-answered")]
public sealed record ApprovalAnswered(
    [property: Id(0)] Guid TurnId,
    [property: Id(1)] Guid ApprovalId,
    [property: Id(2)] ApprovalState State,
    [property: Id(3)] bool Granted,
    [property: Id(4)] string? AnsweredBy,
    [property: Id(5)] string? Note) : SessionEvent
{
    /// <inheritdoc/>
    public override string EventType => "approval.answered";
}
