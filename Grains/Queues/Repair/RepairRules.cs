namespace Sanctum.Queues;

/// <summary>
/// What cannot be, and what is done about it. Parameters: $1 tenant, $2 agent, $3 platforms that there are or were not long ago,
/// $4 those that need an account, $5 service id, $6 how long after its end a lease is given up, $8 how long an item waits for its
/// platform.
/// </summary>
internal static class RepairRules
{
    private const string Open = "item.status in ('new', 'processing')";

    // Only the entry that ends a turn has a stop reason. Without a text it marks a turn that was cancelled, or ended by a tool;
    // one that is retried has its answer still to come.
    public const string FinalEntry =
        "transcript_entry t where t.turn_id = item.id and t.role = 'assistant' and t.stop_reason is not null and t.content <> ''";

    public const string HasFinalEntry = $"exists (select from {FinalEntry})";

    public const string HasPost = "exists (select from outbox o where o.id = item.id)";

    private const string HasReply =
        "exists (select from transcript_entry t where t.tenant = item.tenant and t.session_id = item.session_id " +
        "and t.seq = item.reply_seq and t.turn_id = item.id)";

    private const string HasSession =
        "exists (select from grain_state s where s.service_id = $5 and s.state_name = 'session' and " +
        "s.grain_key = item.tenant || '/' || item.session_id and s.payload is not null)";

    /// <summary>The queue's own rules, in the order in which they are applied.</summary>
    public static IReadOnlyList<RepairRule> All { get; } =
    [
        RepairRule.Mend(
            "answered_but_open", $"{Open} and {HasFinalEntry}",
            "'It is due again, although its reply is in the transcript.'",
            $"""
            status = 'done', due_at = null, finished_at = now(), lease_token = lease_token + 1,
            reply_seq = (select seq from {FinalEntry} limit 1), stop_reason = (select stop_reason from {FinalEntry} limit 1)
            """),
        RepairRule.Mend(
            "orphaned_lease",
            "item.status = 'processing' and (item.due_at is null or item.due_at < now() - $6 " +
            "or item.due_at > now() + interval '1 hour')",
            "'No worker holds its lease.'",
            "status = 'new', due_at = now(), lease_token = lease_token + 1, crashes = crashes + 1"),
        RepairRule.Mend(
            "no_due_time", "item.status = 'new' and (item.due_at is null or item.due_at > now() + interval '30 days')",
            "'Its due time was not valid.'", "due_at = now()"),
        RepairRule.Mend(
            "half_open", $"{Open} and (item.finished_at is not null or item.reply_seq is not null)",
            "'It is open but has the fields of an item that has ended.'",
            "finished_at = null, reply_seq = null, stop_reason = null"),
        RepairRule.Mend(
            "half_ended",
            "item.status in ('done', 'no_reply', 'error') and (item.finished_at is null or item.due_at is not null)",
            "'It has ended but has no end time, or is still due.'", "finished_at = coalesce(finished_at, now()), due_at = null"),
        RepairRule.Mend(
            "bad_number", "item.priority not in (0, 1) or item.attempts < 0 or item.crashes < 0 or item.lease_token < 0",
            "'Its priority, attempts, crashes or lease token is not valid.'",
            """
            priority = case when priority in (0, 1) then priority else 0 end, attempts = greatest(attempts, 0),
            crashes = greatest(crashes, 0), lease_token = greatest(lease_token, 0)
            """),
        RepairRule.Mend(
            "unknown_error_class", "item.last_error_class not in ('transient', 'permanent', 'queue', 'health')",
            "format('There is no error class ''%s''.', left(item.last_error_class, 40))", "last_error_class = 'queue'"),
        RepairRule.MoveToError(
            "unusable_text",
            $"item.status = 'new' and (btrim(item.body) = '' or length(item.body) > {NotificationRules.MaxTextCharacters})",
            $"format('Its text has %s characters; 1 to {NotificationRules.MaxTextCharacters} are allowed.', " +
            "length(btrim(item.body)))"),
        RepairRule.MoveToError(
            "unusable_keys",
            $"""
            item.status = 'new' and (btrim(item.session_id) = '' or btrim(item.notification_id) = '' or btrim(item.platform) = ''
                or greatest(length(item.session_id), length(item.notification_id), length(item.platform), length(item.account), length(item.author)) > {NotificationRules.MaxKeyCharacters})
            """,
            "'Its session, notification, platform, account or author is empty or longer than " +
            $"{NotificationRules.MaxKeyCharacters} characters.'"),
        RepairRule.MoveToError(
            // As text, jsonb has spaces that the original may not have had.
            "unusable_reply_context",
            "item.status = 'new' and (jsonb_typeof(item.reply_context) <> 'object' or length(item.reply_context::text) > 2 * " +
            $"{ReplyContextRule.MaxCharacters})",
            $"format('Its reply context is %s of %s characters; an object of at most {ReplyContextRule.MaxCharacters} is " +
            "allowed.', jsonb_typeof(item.reply_context), length(item.reply_context::text))"),
        RepairRule.MoveToError(
            "no_such_platform", "item.status = 'new' and item.platform <> all($3) and item.enqueued_at <= now() - $8",
            "format('There is no platform ''%s'' here.', left(item.platform, 40))"),
        RepairRule.MoveToError(
            "no_such_account",
            """
            item.status = 'new' and item.platform = any($4)
            and not exists (select from platform_account a where a.tenant = item.tenant and a.platform = item.platform and a.account = item.account)
            """,
            "format('There is no account ''%s'' on %s.', left(item.account, 63), item.platform)"),
        RepairRule.Mend(
            "reply_misplaced", $"item.status = 'done' and not {HasReply} and {HasFinalEntry}",
            "'Its reply has another place in the transcript.'", $"reply_seq = (select seq from {FinalEntry} limit 1)"),
        RepairRule.MoveToError(
            "reply_lost", $"item.status = 'done' and not {HasReply} and not {HasFinalEntry} and not {HasPost}",
            "'Its reply is missing.'"),
        RepairRule.Report(
            "reply_unwritten", $"item.status = 'done' and not {HasReply} and not {HasFinalEntry} and {HasPost}",
            "'Its reply was handed to the outbox, but is not in the transcript.'"),
        new(
            SessionMissing, RepairAction.Mended,
            $"not {HasSession} and exists (select from transcript_entry t where t.tenant = item.tenant and " +
            "t.session_id = item.session_id)",
            "'Its conversation has a transcript, but the session is gone.'", Statement: null),
    ];

    /// <summary>A problem that the session's grain mends, because it alone writes its state.</summary>
    public const string SessionMissing = "session_missing";
}
