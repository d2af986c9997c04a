using Npgsql;
using Sanctum.Errors;
using Sanctum.Identity;
using static Sanctum.Storage.Sql;

namespace Sanctum.Queues;

/// <summary>How rows of <c>queue_item</c> become values and back.</summary>
internal static class QueueRows
{
    /// <summary>Columns of a <see cref="QueueItem"/>, its position and its newest token, in the order that <see cref="ReadItem"/> takes them.</summary>
    public const string ItemColumns =
        "id, notification_id, session_id, platform, account, author, body, priority, occurred_at, reply_context::text, traceparent, " +
        "status, attempts, enqueued_at, coalesce(due_at, enqueued_at), finished_at, stop_reason, last_error, last_error_class, reply_seq, position, lease_token";

    public static QueueItem ReadItem(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        ReadNotification(row),
        ParseStatus(row.GetString(11)),
        row.GetInt32(12),
        row.GetFieldValue<DateTimeOffset>(13),
        row.GetFieldValue<DateTimeOffset>(14),
        row.IsDBNull(15) ? null : row.GetFieldValue<DateTimeOffset>(15),
        row.IsDBNull(16) ? null : row.GetString(16),
        row.IsDBNull(17) ? null : row.GetString(17),
        row.IsDBNull(18) ? null : Enum.Parse<ErrorClass>(row.GetString(18), ignoreCase: true),
        row.IsDBNull(19) ? null : row.GetInt64(19));

    public static StoredItem ReadStored(NpgsqlDataReader row) => new(ReadItem(row), row.GetInt64(20), row.GetInt64(21));

    public static Notification ReadNotification(NpgsqlDataReader row) => new(
        row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6),
        (QueuePriority)row.GetInt16(7),
        row.GetFieldValue<DateTimeOffset>(8),
        row.IsDBNull(9) ? null : row.GetString(9),
        row.IsDBNull(10) ? null : row.GetString(10));

    /// <summary>$1 to $13 of an insert: id, tenant, agent, and the notification.</summary>
    public static NpgsqlParameter[] Parameters(GrainKey queue, Guid id, Notification notification) =>
    [
        Uuid(id), Text(queue.Tenant), Text(queue.Name), Text(notification.NotificationId), Text(notification.SessionId),
        Text(notification.Platform), Text(notification.Account), Text(notification.From), Text(notification.Text),
        new NpgsqlParameter<short> { TypedValue = (short)notification.Priority },
        Time(notification.OccurredAt), Json(notification.ReplyContext), Text(notification.TraceParent),
    ];

    public static string ToColumn(this QueueItemStatus status) => status switch
    {
        QueueItemStatus.New => "new",
        QueueItemStatus.Processing => "processing",
        QueueItemStatus.Done => "done",
        QueueItemStatus.NoReply => "no_reply",
        QueueItemStatus.Error => "error",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a queue item status."),
    };

    public static QueueItemStatus ParseStatus(string column) => column switch
    {
        "new" => QueueItemStatus.New,
        "processing" => QueueItemStatus.Processing,
        "done" => QueueItemStatus.Done,
        "no_reply" => QueueItemStatus.NoReply,
        "error" => QueueItemStatus.Error,
        _ => throw new FormatException($"'{column}' is not a queue item status."),
    };

    public static ItemOutcome ToOutcome(this QueueItem item) =>
        new(item.Id, item.Status, item.StopReason, item.ReplySeq, item.LastError, item.LastErrorClass);

    public static string ToColumn(this ErrorClass errorClass) => errorClass.ToString().ToLowerInvariant();
}

/// <summary>An item with its order of arrival and its newest fencing token.</summary>
internal sealed record StoredItem(QueueItem Item, long Position, long Token)
{
    /// <summary>The item as the schedule takes it, not to go before <paramref name="dueAt"/>.</summary>
    public ScheduledItem Schedule(DateTimeOffset dueAt) =>
        new(Item.Id, Item.Notification.SessionId, Position, Item.Notification.Priority, dueAt, Token,
            Item.Notification.Platform, Item.Notification.TraceParent);
}
