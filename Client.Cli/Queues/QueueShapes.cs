namespace Sanctum.Queues;

/// <summary>What people see of a queue's counts.</summary>
internal sealed record QueueShape(
    long New,
    long Processing,
    long Done,
    long NoReply,
    long Error,
    DateTimeOffset? OldestWaiting,
    string Mode,
    string? ModeReason,
    string Health,
    QueueReasonShape[] Reasons,
    QueueFailureShape[] RecentFailures);

/// <summary>One reason why a queue is not healthy.</summary>
internal sealed record QueueReasonShape(string Code, string Level, string Message);

/// <summary>One failure.</summary>
internal sealed record QueueFailureShape(string ItemId, string Class, string Message, string Status);

/// <summary>What people see of a queue in a list.</summary>
internal sealed record QueueSummaryShape(
    string Agent, long New, long Processing, long Done, long NoReply, long Error, DateTimeOffset? OldestWaiting, string Mode,
    string Health, QueueReasonShape[] Reasons);

/// <summary>The queues of all agents together.</summary>
internal sealed record QueueTotalsShape(
    int Agents, long New, long Processing, long Done, long NoReply, long Error, DateTimeOffset? OldestWaiting, int Stopped,
    int Warning, int Critical);

/// <summary>A page of queues.</summary>
internal sealed record QueueListShape(QueueTotalsShape Totals, QueueSummaryShape[] Items, string? Next);

/// <summary>What people see of a queue's rates.</summary>
internal sealed record QueueStatisticsShape(QueueWindowShape[] Windows, QueueErrorShape[] Errors);

/// <summary>What happened within some time.</summary>
internal sealed record QueueWindowShape(
    TimeSpan Length, long Arrived, double PerMinute, double ErrorShare, TimeSpan? AverageTime, string Trend);

/// <summary>Items in error of one class.</summary>
internal sealed record QueueErrorShape(string Class, long Items);

/// <summary>The mode of a queue.</summary>
internal sealed record QueueModeShape(string Mode, string? Reason, DateTimeOffset? Since);

/// <summary>What a replay or a purge answers.</summary>
internal sealed record QueueChangeShape(long Replayed, long Purged, bool IsDryRun);

/// <summary>The open items of one author.</summary>
internal sealed record QueueAuthorShape(string From, long New, long Processing, long Error);

/// <summary>The authors of open items.</summary>
internal sealed record QueueAuthorListShape(QueueAuthorShape[] Items);

/// <summary>What a repair found.</summary>
internal sealed record RepairShape(
    bool IsDryRun, long Scanned, long Corrupted, long Repaired, long Moved, RepairFindingShape[] Findings, string? Next);

/// <summary>One thing that is wrong.</summary>
internal sealed record RepairFindingShape(string ItemId, string SessionId, string Problem, string Message, string Action);

/// <summary>What people see of a queue item.</summary>
internal sealed record QueueItemShape(
    string Id,
    NotificationShape Notification,
    string Status,
    int Attempts,
    DateTimeOffset EnqueuedAt,
    DateTimeOffset? FinishedAt,
    string? StopReason,
    string? LastError,
    string? LastErrorClass,
    string? Note = null);

/// <summary>What came in.</summary>
internal sealed record NotificationShape(
    string SessionId, string Platform, string Account, string From, string Text, string Priority);
