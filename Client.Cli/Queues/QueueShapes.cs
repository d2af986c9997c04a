namespace Sanctum.Queues;

/// <summary>What people see of a queue's counts.</summary>
internal sealed record QueueStatsShape(
    long New, long Processing, long Done, long NoReply, long Error, DateTimeOffset? OldestWaiting, QueueFailureShape[] RecentFailures);

/// <summary>One failure.</summary>
internal sealed record QueueFailureShape(string ItemId, string Class, string Message, string Status);

/// <summary>What people see of a queue item.</summary>
internal sealed record QueueItemShape(
    string Id, NotificationShape Notification, string Status, int Attempts, DateTimeOffset EnqueuedAt, string? StopReason, string? LastError);

/// <summary>What came in.</summary>
internal sealed record NotificationShape(string SessionId, string From, string Text);
