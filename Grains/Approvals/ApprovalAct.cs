namespace Sanctum.Approvals;

/// <summary>An act that may have to wait for a person, beside what the policies read of it.</summary>
/// <param name="Subject">What it is done to, such as <c>tool/transfer</c>.</param>
/// <param name="Identity">
/// What makes it the same act when it is tried again, such as a call's id; its answer then holds for good. Null: it is the same
/// while its arguments are, and its answer is used by one request.
/// </param>
/// <param name="RequestedBy">Who is about to act, as the audit log names it.</param>
/// <param name="SessionId">The conversation it belongs to, or null.</param>
/// <param name="Message">The message that is answered, for <c>conversation.send</c>; else null.</param>
internal sealed record ApprovalAct(
    string Subject, string? Identity, string RequestedBy, string? SessionId = null, string? Message = null);
