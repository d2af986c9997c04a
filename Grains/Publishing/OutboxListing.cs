using System.Collections.Immutable;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Publishing;

/// <summary>
/// The SQL of lists of posts. Posts that did not go out have indexes, by account. Those that did have none, so that a reply costs
/// less; they are found in the order of their ids, among the posts of everybody. A page looks through a bounded number of rows.
/// </summary>
internal sealed class OutboxListing(Database reads)
{
    private const int MaxLookedThrough = 10_000;

    // The agent's accounts, or the one account that is meant.
    private const string AccountsOfAgent = "select platform, account from platform_account where tenant = $1 and agent = $2";
    private const string NamedAccount = "values ($3::text, $4::text)";

    /// <summary>One post, or null.</summary>
    public Task<OutboxPost?> Find(string tenant, Guid id, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(
            // The limit keeps the planner to the key.
            $"select {OutboxRows.PostColumns} from (select * from outbox where id = $1 limit 1) o " +
            "left join queue_item q on q.id = o.id where o.tenant = $2",
            Uuid(id), Text(tenant)),
        OutboxRows.ReadPost, ct);

    /// <summary>Posts by their ids, in the order of these; those that are not there are left out.</summary>
    public Task<ImmutableArray<OutboxPost>> FindMany(string tenant, IEnumerable<Guid> ids, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"select {OutboxRows.PostColumns} from unnest($1::uuid[]) with ordinality given (id, place) " +
                "cross join lateral (select * from outbox where outbox.id = given.id limit 1) o " +
                "left join lateral (select agent from queue_item where queue_item.id = given.id limit 1) q on true " +
                "where o.tenant = $2 order by place",
                Uuids(ids), Text(tenant)),
            OutboxRows.ReadPost,
            ct);

    /// <summary>Where a post stands in the lists; null if there is none.</summary>
    public Task<OutboxCursor?> FindCursor(string tenant, Guid id, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(
            "select platform, account, position from (select * from outbox where id = $1 limit 1) o where tenant = $2", Uuid(id),
            Text(tenant)),
        row => new OutboxCursor(id, row.GetString(0), row.GetString(1), row.GetInt64(2)), ct);

    /// <summary>A page of posts behind <paramref name="after"/>.</summary>
    public async Task<OutboxPage> List(string tenant, OutboxSelection which, OutboxCursor? after, int limit, CancellationToken ct)
    {
        var (looked, order) = IndexOf(which.Status) is { } index
            ? (ByAccount(index, which, after), "o.platform, o.account, o.position")
            : (ById(after), "o.id");
        var rows = await reads.QueryAsync(
            new SqlStatement(
                $"""
                with looked as materialized ({looked}),
                page as (select id from looked o where {Filter(which)} order by {order} limit $5)
                select {OutboxRows.PostColumns}, seen.last
                from (select (select id from looked o order by {order} offset {MaxLookedThrough - 1})) seen (last)
                left join (
                    page
                    cross join lateral (select * from outbox where outbox.id = page.id limit 1) o
                    left join lateral (select agent from queue_item where queue_item.id = page.id limit 1) q on true) on true
                order by {order}
                """,
                Text(tenant), Text(which.Agent), Text(which.Platform), Text(which.Account), Int(limit), Uuid(after?.Id),
                Text(after?.Platform), Text(after?.Account), Long(after?.Position)),
            row => (
                Post: row.IsDBNull(0) ? null : OutboxRows.ReadPost(row),
                LastLookedAt: row.IsDBNull(OutboxRows.PostColumnCount) ? null : (Guid?)row.GetGuid(OutboxRows.PostColumnCount)),
            ct);
        ImmutableArray<OutboxPost> posts = [.. rows.Select(row => row.Post).OfType<OutboxPost>()];
        return new OutboxPage(posts, posts.Length == limit ? posts[^1].Id : rows[0].LastLookedAt);
    }

    /// <summary>The condition of the index that has the posts of a status, where there is one.</summary>
    private static string? IndexOf(OutboxStatus? status) => status switch
    {
        OutboxStatus.Pending or OutboxStatus.WaitingApproval => "o.due_at is not null",
        OutboxStatus.Posting => "o.status = 'posting'",
        OutboxStatus.Error => "o.status = 'error'",
        OutboxStatus.Discarded => "o.status = 'discarded'",
        _ => null,
    };

    private static string ByAccount(string index, OutboxSelection which, OutboxCursor? after)
    {
        const string Columns = "o.id, o.platform, o.account, o.position, o.status, o.approval_id";
        var behind = after is null ? "" : "and (o.platform, o.account, o.position) > ($7, $8, $9)";
        if (which is { Agent: null, Platform: null } or { Agent: null, Account: null })
        {
            var platform = which.Platform is null ? "" : "and o.platform = $3";
            return $"select {Columns} from outbox o where o.tenant = $1 and {index} {platform} {behind} " +
                $"order by o.platform, o.account, o.position limit {MaxLookedThrough}";
        }
        return $"""
            select {Columns} from ({(which.Agent is null ? NamedAccount : AccountsOfAgent)}) a (platform, account),
            lateral (
                select * from outbox o
                where o.tenant = $1 and o.platform = a.platform and o.account = a.account and {index} {behind}
                order by o.position limit {MaxLookedThrough}) o
            order by o.platform, o.account, o.position limit {MaxLookedThrough}
            """;
    }

    private static string ById(OutboxCursor? after) =>
        $"select o.id, o.platform, o.account, o.position, o.status, o.approval_id, o.tenant from outbox o " +
        $"{(after is null ? "" : "where o.id > $6")} order by o.id limit {MaxLookedThrough}";

    private static string Filter(OutboxSelection which)
    {
        var conditions = new List<string> { "true" };
        if (which.Agent is not null)
            conditions.Add($"(o.platform, o.account) in ({AccountsOfAgent})");
        if (which.Platform is not null)
            conditions.Add("o.platform = $3");
        if (which.Account is not null)
            conditions.Add("o.account = $4");
        if (which.Status is { } status)
            conditions.Add(OutboxRows.Are(status));
        if (IndexOf(which.Status) is null)
            conditions.Add("o.tenant = $1");
        return string.Join(" and ", conditions);
    }
}

/// <summary>Behind which post a page begins.</summary>
internal sealed record OutboxCursor(Guid Id, string Platform, string Account, long Position);
