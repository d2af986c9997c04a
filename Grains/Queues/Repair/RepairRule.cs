namespace Sanctum.Queues;

/// <summary>One thing that can be wrong with an item, in SQL about the row <c>item</c>.</summary>
/// <param name="Problem">Its stable name.</param>
/// <param name="Action">What is done about it.</param>
/// <param name="When">The condition. A repair checks it again in the statement that changes the row, so it never undoes what
/// happened meanwhile.</param>
/// <param name="Message">An expression that says what is wrong.</param>
/// <param name="Statement">What mends the items <c>$7</c> and answers their ids; null where a row cannot be mended by
/// SQL.</param>
internal sealed record RepairRule(string Problem, RepairAction Action, string When, string Message, string? Statement)
{
    public static RepairRule Mend(string problem, string when, string message, string set) =>
        new(problem, RepairAction.Mended, when, message, Update(set, when));

    public static RepairRule MoveToError(string problem, string when, string message) => new(
        problem, RepairAction.MovedToError, when, message,
        // An item that was answered once is counted; it is not any more.
        $"""
        with moved as (
            {Update(
                $"status = 'error', due_at = null, finished_at = now(), stop_reason = 'error', reply_seq = null, last_error = {message}, last_error_class = 'queue'",
                when)}),
        recount as (
            insert into queue_tally as t (tenant, agent, done, through, revision) select $1, $2, 0, '-infinity', 1 where exists (select from moved)
            on conflict (tenant, agent) do update set done = 0, through = '-infinity', revision = t.revision + 1)
        select id from moved
        """);

    public static RepairRule Report(string problem, string when, string message) =>
        new(problem, RepairAction.Reported, when, message, Statement: null);

    private static string Update(string set, string when) =>
        $"update queue_item as item set {set} where item.id = any($7) and item.tenant = $1 and item.agent = $2 and ({when}) " +
        "returning item.id";
}
