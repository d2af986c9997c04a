using Npgsql;
using Sanctum.Errors;
using Sanctum.Storage;

namespace Sanctum.Publishing;

/// <summary>How rows of <c>outbox</c> become values.</summary>
internal static class OutboxRows
{
    /// <summary>The beginning of a statement that writes posts; behind it come the columns that it names.</summary>
    public const string InsertPost =
        "insert into outbox (id, idempotency_key, tenant, platform, account, session_id, turn_id, body, reply_context, " +
        "traceparent)";

    /// <summary>
    /// Columns of an <see cref="OutboxPost"/>, of the outbox <c>o</c> and its queue item <c>q</c>, in the order that
    /// <see cref="ReadPost"/> takes them.
    /// </summary>
    public const string PostColumns =
        "o.id, o.platform, o.account, q.agent, o.session_id, o.body, o.reply_context::text, o.status, o.attempts, " +
        "o.idempotency_key, o.created_at, o.due_at, o.failed_at, o.last_error, o.last_error_class, o.posted_at, o.external_id, " +
        "o.discarded_at, o.discard_reason, o.meant_for, o.meant_error, o.approval_id";

    /// <summary>How many these are.</summary>
    public const int PostColumnCount = 22;

    /// <summary>Condition of the posts that stand somewhere.</summary>
    public static string Are(OutboxStatus status) => status switch
    {
        OutboxStatus.WaitingApproval => "o.status = 'pending' and o.approval_id is not null",
        OutboxStatus.Pending => "o.status = 'pending' and o.approval_id is null",
        _ => $"o.status = '{status.ToString().ToLowerInvariant()}'",
    };

    public static OutboxPost ReadPost(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.TextOrNull(3), row.GetString(4), row.GetString(5),
        row.TextOrNull(6),
        StatusOf(row), row.GetInt32(8), row.GetString(9), row.Time(10),
        row.TimeOrNull(11),
        row.TimeOrNull(12), row.TextOrNull(13),
        row.IsDBNull(14) ? null : Enum.Parse<ErrorClass>(row.GetString(14), ignoreCase: true),
        row.TimeOrNull(15), row.TextOrNull(16), row.TimeOrNull(17), row.TextOrNull(18), row.TextOrNull(19),
        row.TextOrNull(20), row.IsDBNull(21) ? null : row.GetGuid(21));

    // What is said of an approval counts while the post waits.
    private static OutboxStatus StatusOf(NpgsqlDataReader row) =>
        Enum.Parse<OutboxStatus>(row.GetString(7), ignoreCase: true) is var status && status == OutboxStatus.Pending
            && !row.IsDBNull(21)
            ? OutboxStatus.WaitingApproval
            : status;
}
