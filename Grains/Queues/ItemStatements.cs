using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>
/// Changes of <c>queue_item</c> that other features make in one statement with their rows: members of a <c>with</c>, or
/// the statement itself. Names without a dollar are columns of <c>given</c>, which the caller's statement has.
/// </summary>
internal static class ItemStatements
{
    /// <summary>
    /// Inserts items of <see cref="QueueRows.Arrivals"/> that are leased at once; also given: token, duration. Returns the ids of
    /// those that had no row.
    /// </summary>
    public const string InsertLeased =
        $"""
        insert into queue_item ({QueueRows.ArrivalColumns}, status, lease_token, due_at)
        select {QueueRows.ArrivalColumns}, 'processing', token, now() + duration from given order by n
        on conflict (tenant, agent, notification_id) do nothing
        returning id
        """;

    /// <summary>
    /// Leases items that wait; given: item, token (one more than the row's), duration. The caller adds what it returns.
    /// </summary>
    public const string Lease =
        """
        update queue_item set status = 'processing', lease_token = token, due_at = now() + duration from given
        where id = item and lease_token = token - 1 and (status = 'new') is true
        """;

    /// <summary>
    /// Ends items whose lease is held; given: item, token, outcome, reason, reply (its place in the transcript), error. The
    /// caller adds what it returns.
    /// </summary>
    public const string End =
        """
        update queue_item set status = outcome, stop_reason = reason, finished_at = now(), due_at = null, reply_seq = reply,
                              last_error = coalesce(error, last_error),
                              last_error_class = case when error is null then last_error_class end from given
        where id = item and lease_token = token and (status = 'processing') is true
        """;

    /// <summary>
    /// Inserts what a page of a platform brought. <paramref name="source"/> has the columns id, notification_id, session_id,
    /// author, body, priority, occurred_at, reply_context, traceparent, status, stop_reason, error, error_class, ordinal. Returns
    /// the status of each that had no row.
    /// </summary>
    /// <param name="tenant">The tenant, as SQL; so are the next four.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="platform">The platform.</param>
    /// <param name="account">The account.</param>
    /// <param name="traceParent">The trace of items that bring none.</param>
    /// <param name="source">What stands behind <c>from</c>.</param>
    public static string InsertPage(
        string tenant, string agent, string platform, string account, string traceParent, string source) =>
        $"""
        insert into queue_item (id, tenant, agent, notification_id, session_id, platform, account, author, body, priority,
                                occurred_at, reply_context, traceparent, status, due_at, finished_at, stop_reason, last_error,
                                last_error_class)
        select id, {tenant}, {agent}, notification_id, session_id, {platform}, {account}, author, body, priority, occurred_at,
               reply_context, coalesce(traceparent, {traceParent}), status, case when status = 'new' then now() end,
               case when status <> 'new' then now() end, stop_reason, error, error_class
        from {source} order by ordinal
        on conflict (tenant, agent, notification_id) do nothing
        returning status
        """;

    /// <summary>
    /// Cancels what waits and runs in a session. Parameters from <paramref name="first"/> on: tenant, agent, session; and why:
    /// <paramref name="reason"/>. Returns id, position, last_error_class.
    /// </summary>
    public static string CancelSession(int first, int reason) =>
        $"""
        update queue_item set status = 'no_reply', lease_token = lease_token + 1, due_at = null, finished_at = now(),
                              stop_reason = '{StopReasons.Cancelled}', last_error = ${reason}
        where id = any(array({QueueRows.OpenOfSession(first)})) and status in ('new', 'processing')
        returning id, position, last_error_class
        """;

    /// <summary>Makes due at once what waits for an account. Parameters: $1 tenant, $2 agent, $3 platform, $4 account.</summary>
    public const string MakeAccountDue =
        """
        update queue_item set due_at = now()
        where tenant = $1 and agent = $2 and status = 'new' and platform = $3 and account = $4 and attempts = 0 and due_at > now()
        """;

    /// <summary>
    /// Two members of a <c>with</c>: answered items of <c>discarded.turn_id</c> end without a reply, and one that was counted as
    /// answered is taken back from the tally; a tally that is being made now takes no effect. Parameters: $1 tenant, $5 why,
    /// $6 the stop reason.
    /// </summary>
    public const string WithdrawReply =
        """
        item as (
            update queue_item q set status = 'no_reply', stop_reason = $6, last_error = 'The reply was not sent: ' || $5
            from discarded where q.id = turn_id and q.status = 'done'
            returning q.agent, q.finished_at),
        tally as (
            insert into queue_tally as t (tenant, agent, done, through, revision) select $1, agent, 0, '-infinity', 1 from item
            on conflict (tenant, agent) do update
            set revision = t.revision + 1, done = t.done - (t.through >= (select finished_at from item))::int)
        """;
}
