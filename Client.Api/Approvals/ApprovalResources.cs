using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Sanctum.Errors;
using Sanctum.Policies;

namespace Sanctum.Approvals;

/// <summary>An answer.</summary>
/// <param name="Answer"><c>approve</c> or <c>deny</c>.</param>
/// <param name="Note">What is said about it; an agent that is denied reads it.</param>
internal sealed record ApprovalAnswerRequest(
    [property: Required, Description("approve or deny.")] string? Answer = null,
    [property: Description("What is said about it, at most 1,000 characters; an agent that is denied reads it.")]
    string? Note = null)
{
    /// <exception cref="InvalidRequestException">It is neither.</exception>
    public ApprovalAnswer ToAnswer(string by) => new(
        Answer switch
        {
            "approve" => true,
            "deny" => false,
            null => throw new InvalidRequestException("answer", "is required."),
            _ => throw new InvalidRequestException("answer", "must be approve or deny."),
        },
        string.IsNullOrWhiteSpace(Note) ? null : Note, by);
}

/// <summary>A page of approvals.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record ApprovalList(ApprovalResource[] Items, Guid? Next);

/// <summary>An act that waits, or waited, for a person.</summary>
/// <param name="Id">Sorts by time.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Action">Such as <c>tool.execute</c>.</param>
/// <param name="Agent">The agent that acts, or is changed.</param>
/// <param name="Subject">What it is done to, such as <c>tool/transfer</c>.</param>
/// <param name="SessionId">The conversation it belongs to, or null.</param>
/// <param name="Arguments">What exactly is done; secrets in it are masked.</param>
/// <param name="ArgumentsHash">SHA-256 of the exact arguments.</param>
/// <param name="Risk">How much may go wrong.</param>
/// <param name="Reason">Why a person is asked.</param>
/// <param name="Who">Who may answer: one of each group; empty: all who may answer approvals.</param>
/// <param name="Then">What holds where nobody answers in time: <c>allow</c> or <c>deny</c>.</param>
/// <param name="RequestedBy">Who is about to act.</param>
/// <param name="RequestedAt">UTC.</param>
/// <param name="Deadline">UTC.</param>
/// <param name="Granted">Whether the act may be done; null while it is pending.</param>
/// <param name="AnsweredBy">Who answered; null where nobody did.</param>
/// <param name="AnsweredAt">UTC; null while it is pending.</param>
/// <param name="Note">What the one who answered said.</param>
/// <param name="UsedAt">When a repeated request used the answer, UTC.</param>
internal sealed record ApprovalResource(
    Guid Id, ApprovalState State, string Action, string Agent, string Subject, string? SessionId, JsonElement Arguments,
    string ArgumentsHash, ApprovalRisk Risk, string Reason, string[][] Who, string Then, string RequestedBy,
    DateTimeOffset RequestedAt, DateTimeOffset Deadline, bool? Granted, string? AnsweredBy, DateTimeOffset? AnsweredAt,
    string? Note, DateTimeOffset? UsedAt)
{
    public static ApprovalResource From(Approval approval) => new(
        approval.Id, approval.State, approval.Action, approval.Agent, approval.Subject, approval.SessionId,
        JsonElement.Parse(approval.Arguments), approval.ArgumentsHash, approval.Risk, approval.Reason,
        [.. approval.Who.Select(group => group.ToArray())], approval.AllowsAtDeadline ? "allow" : "deny", approval.RequestedBy,
        approval.RequestedAt, approval.Deadline, approval.State == ApprovalState.Pending ? null : approval.IsGranted,
        approval.AnsweredBy, approval.AnsweredAt, approval.Note, approval.UsedAt);
}
