using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Access;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Policies;

namespace Sanctum.Approvals;

/// <summary>
/// An approval: an act that a policy has wait until a person allows it; keyed <c>{tenant}/{id}</c>. It gets one answer, by a
/// person or by its deadline, and then wakes what waits for it, however often processes die in between.
/// </summary>
[Alias("sanctum.IApprovalGrain")]
public interface IApprovalGrain : IGrainWithStringKey
{
    /// <summary>The approval.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    [AlwaysInterleave, ReadOnly, Alias("Get")]
    Task<Approval> Get();

    /// <summary>
    /// Answers it, as <see cref="Principal.Current"/>. What waits for it is woken at once, or by the lifeline.
    /// </summary>
    /// <returns>The approval as it is now.</returns>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="MissingPermissionException">The caller is none of those who may answer; an agent never is.</exception>
    /// <exception cref="ConflictException">It has an answer, or its deadline is over.</exception>
    /// <exception cref="InvalidRequestException">The note breaks a rule.</exception>
    [Alias("Answer")]
    Task<Approval> Answer(ApprovalAnswer answer);

    /// <summary>Ends it if its deadline is over, and wakes what waits for an answer that it has. Safe to repeat.</summary>
    [Idempotent, Alias("TakeUp")]
    Task TakeUp();
}

/// <summary>An act that waits, or waited, for a person.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Action">The action, such as <c>tool.execute</c>.</param>
/// <param name="Agent">The agent that acts, or is changed.</param>
/// <param name="Subject">What it is done to, such as <c>tool/transfer</c> or <c>agent/ada/memory/notes</c>.</param>
/// <param name="SessionId">The conversation it belongs to, or null.</param>
/// <param name="Arguments">What exactly is done, a JSON object; secrets in it are masked.</param>
/// <param name="ArgumentsHash">SHA-256 of the exact arguments, 64 hexadecimal digits: other arguments are another act.</param>
/// <param name="Risk">How much may go wrong.</param>
/// <param name="Reason">Why a person is asked.</param>
/// <param name="Who">Who may answer; see <see cref="ApprovalTerms.Who"/>.</param>
/// <param name="AllowsAtDeadline">Whether the act is allowed where nobody answers in time.</param>
/// <param name="RequestedBy">Who is about to act, as the audit log names it.</param>
/// <param name="RequestedAt">UTC.</param>
/// <param name="Deadline">UTC.</param>
/// <param name="State">Where it stands.</param>
/// <param name="AnsweredBy">Who answered, as the audit log names it; null where nobody did.</param>
/// <param name="AnsweredAt">When it was answered or ended, UTC; null while it is pending.</param>
/// <param name="Note">What the one who answered said, or null.</param>
/// <param name="UsedAt">When a request that is sent again used the answer, UTC; null where none did.</param>
[GenerateSerializer, Immutable, Alias("sanctum.approval")]
public sealed record Approval(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Action,
    [property: Id(2)] string Agent,
    [property: Id(3)] string Subject,
    [property: Id(4)] string? SessionId,
    [property: Id(5)] string Arguments,
    [property: Id(6)] string ArgumentsHash,
    [property: Id(7)] ApprovalRisk Risk,
    [property: Id(8)] string Reason,
    [property: Id(9)] ImmutableArray<ImmutableArray<string>> Who,
    [property: Id(10)] bool AllowsAtDeadline,
    [property: Id(11)] string RequestedBy,
    [property: Id(12)] DateTimeOffset RequestedAt,
    [property: Id(13)] DateTimeOffset Deadline,
    [property: Id(14)] ApprovalState State,
    [property: Id(15)] string? AnsweredBy,
    [property: Id(16)] DateTimeOffset? AnsweredAt,
    [property: Id(17)] string? Note,
    [property: Id(18)] DateTimeOffset? UsedAt)
{
    /// <summary>Whether the act may be done.</summary>
    public bool IsGranted =>
        State == ApprovalState.Approved || (State == ApprovalState.Expired && AllowsAtDeadline);
}

/// <summary>Where an approval stands. Stored as these names in lower case.</summary>
public enum ApprovalState
{
    /// <summary>Nobody has answered yet.</summary>
    Pending = 0,

    /// <summary>A person allowed the act.</summary>
    Approved = 1,

    /// <summary>A person denied it.</summary>
    Denied = 2,

    /// <summary>Nobody answered in time; the terms say what holds then.</summary>
    Expired = 3,
}

/// <summary>What a person decides.</summary>
/// <param name="Approves">Whether the act may be done.</param>
/// <param name="Note">What is said about it, at most 1,000 characters; an agent that is denied reads it. Or null.</param>
/// <param name="By">Who answers where nobody is signed in, as the audit log names it.</param>
[GenerateSerializer, Immutable, Alias("sanctum.approval-answer")]
public sealed record ApprovalAnswer(
    [property: Id(0)] bool Approves, [property: Id(1)] string? Note, [property: Id(2)] string By);
