using Sanctum.Queues;

namespace Sanctum.Publishing;

/// <summary>
/// Answered items whose reply was never handed to the outbox. Parameters are those of <see cref="RepairRules"/>.
/// </summary>
internal sealed class PostRepairRules : IRepairRuleSource
{
    private const string MaxPostAge = "interval '1 day'";

    private static readonly string LacksPost =
        $"item.status = 'done' and item.platform <> 'api' and not {ImportedItems.Are("item")} " +
        $"and {RepairRules.HasFinalEntry} and not {RepairRules.HasPost}";

    private static readonly string WritePost =
        $"""
        {OutboxRows.InsertPost}
        select item.id, 'reply:' || replace(item.id::text, '-', ''), item.tenant, item.platform, item.account, item.session_id,
               item.id, entry.content, item.reply_context, item.traceparent
        from queue_item item cross join lateral (select content from {RepairRules.FinalEntry} limit 1) entry
        where item.id = any($7) and item.tenant = $1 and item.agent = $2 and {LacksPost}
          and item.finished_at > now() - {MaxPostAge}
        on conflict (id) do nothing returning turn_id
        """;

    public IEnumerable<RepairRule> Rules { get; } =
    [
        new(
            "post_missing", RepairAction.Mended, $"{LacksPost} and item.finished_at > now() - {MaxPostAge}",
            "'Its reply is in the transcript, but was never handed to the outbox.'", WritePost),
        RepairRule.Report(
            "old_post_missing", $"{LacksPost} and item.finished_at <= now() - {MaxPostAge}",
            "'Its reply was never handed to the outbox; it is too old to be posted now.'"),
    ];
}
