using Sanctum.Configuration;

namespace Sanctum.Storage;

/// <summary>How long rows are kept that only grow; section <c>Sanctum:Retention</c>.</summary>
[Settings("Sanctum:Retention", SettingsGroup.App)]
public sealed class RetentionOptions
{
    /// <summary>Entries of the audit log.</summary>
    [Live, TimeRange("1.00:00:00", "36500.00:00:00")]
    public TimeSpan Audit { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Approvals, counted from their answer or their deadline.</summary>
    [TimeRange("1.00:00:00", "36500.00:00:00")]
    public TimeSpan Approvals { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Entries of budgets, counted from when they ended.</summary>
    [Live, TimeRange("1.00:00:00", "36500.00:00:00")]
    public TimeSpan BudgetEntries { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Visitors of web chats who came in and never wrote; one who comes back is a new visitor.</summary>
    [Live, TimeRange("01:00:00", "36500.00:00:00")]
    public TimeSpan SilentVisitors { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Runs of tools that were asked for from outside, counted from their end; until then the same key is the same run.
    /// </summary>
    [Live, TimeRange("1.00:00:00", "36500.00:00:00")]
    public TimeSpan ToolRequests { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Changes of memory, counted from when the replica had them; the last one of a memory stays.</summary>
    [Live, TimeRange("01:00:00", "36500.00:00:00")]
    public TimeSpan MemoryWal { get; set; } = TimeSpan.FromDays(7);
}
