using Npgsql;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>How rows of <c>queue_item</c> become values and back.</summary>
internal static class QueueRows
{
    /// <summary>
    /// Columns of a <see cref="Notification"/>, in the order that <see cref="ReadNotification"/> takes them behind one other.
    /// </summary>
    public const string NotificationColumns =
        "notification_id, session_id, platform, account, author, body, priority, occurred_at, reply_context::text, " +
        "traceparent, key_id";

    /// <summary>Columns of an <see cref="Arrival"/>, as <see cref="Arrivals"/> names them.</summary>
    public const string ArrivalColumns =
        "id, tenant, agent, notification_id, session_id, platform, account, author, body, priority, occurred_at, " +
        "reply_context, traceparent, key_id";

    /// <summary>
    /// Columns of a <see cref="QueueItem"/> with its position and its newest token, in the order that <see cref="ReadItem"/>
    /// takes them.
    /// </summary>
    public const string ItemColumns =
        $"id, {NotificationColumns}, " +
        "status, attempts, enqueued_at, coalesce(due_at, enqueued_at), finished_at, stop_reason, last_error, last_error_class, " +
        "reply_seq, position, lease_token, " +
        "(select string_agg(entry ->> 'note', chr(10) order by place) " +
        "from jsonb_array_elements(notes) with ordinality as noted (entry, place))";

    /// <summary>Columns of an <see cref="OpenItem"/>, in the order that <see cref="ReadOpen"/> takes them.</summary>
    public const string OpenColumns =
        "id, session_id, position, priority, status = 'processing', lease_token, due_at - now(), platform, traceparent";

    /// <summary>
    /// Condition of the items that are leased, as the index of leases has it: written as an equation it would not be found there.
    /// </summary>
    public const string IsLeased = "status like 'processing'";

    public static OpenItem ReadOpen(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetInt64(2), (QueuePriority)row.GetInt16(3), row.GetBoolean(4), row.GetInt64(5),
        row.GetTimeSpan(6), row.GetString(7), row.TextOrNull(8));

    public static QueueItem ReadItem(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        ReadNotification(row),
        ParseStatus(row.GetString(12), row.TextOrNull(17)),
        row.GetInt32(13),
        row.GetFieldValue<DateTimeOffset>(14),
        row.GetFieldValue<DateTimeOffset>(15),
        row.IsDBNull(16) ? null : row.GetFieldValue<DateTimeOffset>(16),
        row.IsDBNull(17) ? null : row.GetString(17),
        row.IsDBNull(18) ? null : row.GetString(18),
        row.IsDBNull(19) ? null : Enum.Parse<ErrorClass>(row.GetString(19), ignoreCase: true),
        row.IsDBNull(20) ? null : row.GetInt64(20),
        row.TextOrNull(23));

    public static StoredItem ReadStored(NpgsqlDataReader row) => new(ReadItem(row), row.GetInt64(21), row.GetInt64(22));

    public static Notification ReadNotification(NpgsqlDataReader row) => new(
        row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6),
        (QueuePriority)row.GetInt16(7),
        row.GetFieldValue<DateTimeOffset>(8),
        row.IsDBNull(9) ? null : row.GetString(9),
        row.IsDBNull(10) ? null : row.GetString(10))
    {
        KeyId = row.TextOrNull(11),
    };

    /// <summary>Columns of a new item, of which a row brings one.</summary>
    public static RowColumns<T> Arrivals<T>(Func<T, Arrival> arrival) => new RowColumns<T>()
        .Uuid("id", row => arrival(row).Id)
        .Text("tenant", row => arrival(row).Queue.Tenant)
        .Text("agent", row => arrival(row).Queue.Name)
        .Text("notification_id", row => arrival(row).Notification.NotificationId)
        .Text("session_id", row => arrival(row).Notification.SessionId)
        .Text("platform", row => arrival(row).Notification.Platform)
        .Text("account", row => arrival(row).Notification.Account)
        .Text("author", row => arrival(row).Notification.From)
        .Text("body", row => arrival(row).Notification.Text)
        .Short("priority", row => (short)arrival(row).Notification.Priority)
        .Time("occurred_at", row => arrival(row).Notification.OccurredAt)
        .Json("reply_context", row => arrival(row).Notification.ReplyContext)
        .Text("traceparent", row => arrival(row).Notification.TraceParent)
        .Text("key_id", row => arrival(row).Notification.KeyId);

    /// <summary>Condition of the items in a status, as the index has it that holds them.</summary>
    public static string Are(QueueItemStatus status) => status switch
    {
        QueueItemStatus.Processing => IsLeased,
        QueueItemStatus.NoReply => $"status = 'no_reply' and stop_reason is distinct from '{StopReasons.Cancelled}'",
        QueueItemStatus.Cancelled => $"status = 'no_reply' and stop_reason = '{StopReasons.Cancelled}'",
        _ => $"status = '{status.ToColumn()}'",
    };

    /// <summary>Condition of one author's items, as the index has it; the parameter is what <see cref="NamesOf"/> says.</summary>
    public static string IsFrom(int parameter) => $"lower(author) = any(${parameter})";

    /// <summary>How an author may be written in items, for <see cref="IsFrom"/>.</summary>
    public static string[] NamesOf(string from)
    {
        var name = from.Trim().TrimStart('@').ToLowerInvariant();
        return [name, $"@{name}"];
    }

    /// <summary>
    /// Ids of a session's items that wait or run; parameters from <paramref name="first"/> on: tenant, agent, session.
    /// </summary>
    public static string OpenOfSession(int first) =>
        $"""
        select id from queue_item where tenant = ${first} and agent = ${first + 1} and session_id = ${first + 2} and status = 'new'
        union all
        select id from queue_item where tenant = ${first} and agent = ${first + 1} and session_id = ${first + 2} and {IsLeased}
        """;

    /// <summary>The status as metrics name it.</summary>
    public static string ToLabel(this QueueItemStatus status) =>
        status == QueueItemStatus.Cancelled ? StopReasons.Cancelled : status.ToColumn();

    public static string ToColumn(this QueueItemStatus status) => status switch
    {
        QueueItemStatus.New => "new",
        QueueItemStatus.Processing => "processing",
        QueueItemStatus.Done => "done",
        QueueItemStatus.NoReply => "no_reply",
        QueueItemStatus.Error => "error",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a queue item status."),
    };

    /// <summary>The status that the columns <c>status</c> and <c>stop_reason</c> say together.</summary>
    public static QueueItemStatus ParseStatus(string column, string? stopReason) => column switch
    {
        "no_reply" when stopReason == StopReasons.Cancelled => QueueItemStatus.Cancelled,
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

/// <summary>A notification on its way into a queue, as the item <paramref name="Id"/>.</summary>
internal sealed record Arrival(GrainKey Queue, Guid Id, Notification Notification);

/// <summary>An item with its order of arrival and its newest fencing token.</summary>
internal sealed record StoredItem(QueueItem Item, long Position, long Token)
{
    /// <summary>The item as the schedule takes it, not to go before <paramref name="dueAt"/>.</summary>
    public ScheduledItem Schedule(DateTimeOffset dueAt) =>
        new(Item.Id, Item.Notification.SessionId, Position, Item.Notification.Priority, dueAt, Token,
            Item.Notification.Platform, Item.Notification.TraceParent);
}
