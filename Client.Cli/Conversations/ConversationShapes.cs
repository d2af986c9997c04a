namespace Sanctum.Conversations;

/// <summary>A message to send.</summary>
internal sealed record MessageShape(
    string Text, string? SessionId, string? From, string? IdempotencyKey, string? Priority = null);

/// <summary>A session to open.</summary>
internal sealed record OpenSessionShape(string AgentId);

/// <summary>What people see of a session.</summary>
internal sealed record SessionShape(string Id, string AgentId, long LastSeq, DateTimeOffset CreatedAt);

/// <summary>What people see of a session in a list.</summary>
internal sealed record SessionSummaryShape(
    string Id,
    string AgentId,
    string Title,
    string Platform,
    string Account,
    string From,
    Guid? PersonId,
    DateTimeOffset StartedAt,
    DateTimeOffset LastActivityAt,
    long LastSeq,
    string Status);

/// <summary>What became of a message: accepted (202), or answered.</summary>
internal sealed record SentShape(string ItemId, string SessionId, bool IsDuplicate, string? StopReason, EntryShape? Reply);

/// <summary>What people see of a transcript entry.</summary>
internal sealed record EntryShape(
    long Seq, string TurnId, string Role, string Author, string Content, ToolCallShape[]? ToolCalls, string? ToolStatus,
    string? StopReason,
    DateTimeOffset OccurredAt);

/// <summary>A tool that an agent calls; the arguments are JSON as the model wrote it.</summary>
internal sealed record ToolCallShape(string CallId, string Tool, string Arguments);

/// <summary>A bit of a reply.</summary>
internal sealed record DeltaShape(string TurnId, int Step, string Text);

/// <summary>A turn that began, or ended.</summary>
internal sealed record TurnShape(string TurnId, int Attempt, string? Status, string? Error, string? ErrorCode = null)
{
    /// <summary>Whether it waits for a person, and has not failed.</summary>
    public bool WaitsForApproval => ErrorCode == "approval-required";
}

/// <summary>An act that a person must allow first.</summary>
internal sealed record ApprovalRequestShape(string TurnId, string ApprovalId, string Subject, string Reason);

/// <summary>A page of a transcript.</summary>
internal sealed record TranscriptShape(EntryShape[] Items, long LastSeq, long? Next);
