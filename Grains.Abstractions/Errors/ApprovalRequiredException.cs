using System.Globalization;

namespace Sanctum.Errors;

/// <summary>A policy has the action wait until a person allows it; nothing was done.</summary>
[GenerateSerializer, Alias("sanctum.approval-required")]
public sealed class ApprovalRequiredException(string action, Guid approvalId, DateTimeOffset deadline, string reason)
    : SanctumException(
        $"{action} waits for approval {approvalId}, until {deadline.ToString("u", CultureInfo.InvariantCulture)}: {reason}")
{
    /// <summary>The action, such as <c>tool.execute</c>.</summary>
    [Id(0)]
    public string Action { get; } = action;

    /// <summary>The approval that is waited for.</summary>
    [Id(1)]
    public Guid ApprovalId { get; } = approvalId;

    /// <summary>When the wait is over, UTC.</summary>
    [Id(2)]
    public DateTimeOffset Deadline { get; } = deadline;
}
