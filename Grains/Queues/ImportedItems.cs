using System.Globalization;
using Npgsql;
using Sanctum.Identity;
using static Sanctum.Storage.Sql;

namespace Sanctum.Queues;

/// <summary>
/// The items of turns that were done elsewhere, as a part of the statement that creates their agent: they are ended, so no queue
/// takes them up, and lists of sessions find them.
/// </summary>
internal static class ImportedItems
{
    private const string Prefix = "import/";

    /// <summary>Whether items of an alias are such.</summary>
    public static string Are(string alias) => $"{alias}.notification_id like '{Prefix}%'";

    /// <summary>A member of a <c>with</c> that writes the items if <paramref name="created"/> has its one row.</summary>
    /// <param name="name">The member.</param>
    /// <param name="created">The member that creates the agent.</param>
    /// <param name="first">Number of the first of <see cref="Parameters"/>.</param>
    public static string Insert(string name, string created, int first)
    {
        string Parameter(int offset) => string.Create(CultureInfo.InvariantCulture, $"${first + offset}");
        return
            $"""
            {name} as (
                insert into queue_item
                    (id, tenant, agent, notification_id, session_id, platform, account, author, body, occurred_at, status,
                     enqueued_at, finished_at, stop_reason, reply_seq)
                select row.id, {Parameter(0)}, {Parameter(1)}, '{Prefix}' || row.id, row.session, row.platform, row.account,
                       row.author, row.body, row.at, case when row.reply > 0 then 'done' else 'no_reply' end, row.at,
                       row.ended, nullif(row.reason, ''), nullif(row.reply, 0)
                from {created} cross join unnest({Parameter(2)}, {Parameter(3)}, {Parameter(4)}, {Parameter(5)}, {Parameter(6)},
                    {Parameter(7)}, {Parameter(8)}::timestamptz[], {Parameter(9)}::timestamptz[], {Parameter(10)},
                    {Parameter(11)})
                    as row (id, session, platform, account, author, body, at, ended, reason, reply))
            """;
    }

    /// <param name="agent">The agent that is created.</param>
    /// <param name="items">The last item of each session.</param>
    public static IEnumerable<NpgsqlParameter> Parameters(GrainKey agent, IReadOnlyCollection<ImportedItem> items) =>
        [
            Text(agent.Tenant), Text(agent.Name), Uuids(items.Select(item => item.Id)),
            Texts(items.Select(item => item.Session)), Texts(items.Select(item => item.Platform)),
            Texts(items.Select(item => item.Account)), Texts(items.Select(item => item.Author)),
            Texts(items.Select(item => item.Body)),
            Times(items.Select(item => item.At)), Times(items.Select(item => item.EndedAt)),
            Texts(items.Select(item => item.StopReason ?? "")), Longs(items.Select(item => item.ReplySeq ?? 0)),
        ];

    private static NpgsqlParameter Times(IEnumerable<DateTimeOffset> times) =>
        Texts(times.Select(time => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)));
}

/// <summary>An item of a turn that was done elsewhere.</summary>
/// <param name="Id">The turn.</param>
/// <param name="Session">The session's id.</param>
/// <param name="Platform">Where it takes place.</param>
/// <param name="Account">The account there; may be empty.</param>
/// <param name="Author">Who wrote the message.</param>
/// <param name="Body">The message.</param>
/// <param name="At">When.</param>
/// <param name="EndedAt">When the turn ended: later, since an item that ended as it came in began no session.</param>
/// <param name="StopReason">How the turn ended, or null.</param>
/// <param name="ReplySeq">The place of the reply, or null.</param>
internal sealed record ImportedItem(
    Guid Id, string Session, string Platform, string Account, string Author, string Body, DateTimeOffset At,
    DateTimeOffset EndedAt, string? StopReason, long? ReplySeq);
