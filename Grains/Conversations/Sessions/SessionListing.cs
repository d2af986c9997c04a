using System.Collections.Immutable;
using Npgsql;
using Sanctum.Queues;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Conversations;

/// <summary>The SQL of lists of sessions.</summary>
internal sealed class SessionListing(Database reads)
{
    private const int MaxTitleCharacters = 80;

    // $1 tenant, $2 agent, $3 the last message of the page before, $4 limit, $5 person.
    private const string Newest =
        "select *, last_item as place from session_activity where tenant = $1 {0} {1} order by last_item desc limit $4";

    // Where somebody wrote under two profiles, the later one counts.
    private const string NewestOfPerson =
        """
        select a.*, mine.last_item as place from platform_profile profile,
        lateral (
            select s.session_id, s.last_item from session_person s
            where s.tenant = $1 and s.platform = profile.platform and s.profile_id = profile.profile_id {1}
              and not exists (
                  select from platform_profile o join session_person later
                      on later.tenant = $1 and later.platform = o.platform and later.profile_id = o.profile_id
                  where o.user_id = $5 and later.session_id = s.session_id and later.last_item > s.last_item)
              and exists (select from session_activity a where a.tenant = $1 and a.session_id = s.session_id {0})
            order by s.last_item desc limit $4) mine
        join session_activity a on a.tenant = $1 and a.session_id = mine.session_id
        where profile.tenant = $1 and profile.user_id = $5
        order by mine.last_item desc limit $4
        """;

    /// <summary>A page of sessions, each with its place in the list.</summary>
    public Task<ImmutableArray<(SessionSummary Summary, Guid Cursor)>> List(
        string tenant, SessionSelection which, Guid? after, int limit, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            $"""
            select a.session_id, a.agent, coalesce(first.title, ''), a.platform, a.account, a.author, p.user_id, a.started_at, a.last_at,
                   coalesce(newest.seq, 0), item.status, item.stop_reason, a.place
            from ({Page(which, after)}) a
            left join platform_profile p on p.tenant = $1 and p.platform = a.platform and p.profile_id = a.profile_id
            cross join lateral (select status, stop_reason from queue_item where id = a.last_item limit 1) item
            left join lateral (
                select left(content, {MaxTitleCharacters}) as title from transcript_entry
                where tenant = $1 and session_id = a.session_id and seq = 1) first on true
            left join lateral (
                select seq from transcript_entry where tenant = $1 and session_id = a.session_id order by seq desc limit 1) newest on true
            order by a.place desc
            """,
            Text(tenant), Text(which.Agent), Uuid(after), Int(limit), Uuid(which.Person)),
        Read, ct);

    private static string Page(SessionSelection which, Guid? after)
    {
        var (page, agent, place) = which.Person is null
            ? (Newest, "agent", "last_item")
            : (NewestOfPerson, "a.agent", "s.last_item");
        return string.Format(
            System.Globalization.CultureInfo.InvariantCulture, page,
            which.Agent is null ? "" : $"and {agent} = $2", after is null ? "" : $"and {place} < $3");
    }

    private static (SessionSummary Summary, Guid Cursor) Read(NpgsqlDataReader row) => (
        new SessionSummary(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
            row.IsDBNull(6) ? null : row.GetGuid(6), row.Time(7), row.Time(8), row.GetInt64(9),
            QueueRows.ParseStatus(row.GetString(10), row.TextOrNull(11))),
        row.GetGuid(12));
}
