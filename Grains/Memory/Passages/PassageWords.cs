using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Sanctum.Embeddings;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>
/// Search of passages by words, in PostgreSQL's full text index. The score follows BM25: rare words weigh more than frequent
/// ones, repetitions and long passages less.
/// </summary>
/// <remarks>
/// Of each word the newest 2,000 matches count. A word is a lexeme of the configuration <c>english</c>; of a query without any,
/// such as one of stop words alone, nothing is found.
/// </remarks>
internal sealed class PassageWords(Database reads)
{
    /// <summary>The words of a query as <c>tsquery</c> writes them; at most 16.</summary>
    public Task<ImmutableArray<string>> Terms(string text, CancellationToken ct) => FullText.Terms(reads, text, ct);

    /// <summary>The passages that match best, best first.</summary>
    /// <param name="agent">Whose memory.</param>
    /// <param name="terms">From <see cref="Terms"/>.</param>
    /// <param name="filter">What a passage must have.</param>
    /// <param name="all">How many passages the agent has.</param>
    /// <param name="limit">How many.</param>
    /// <param name="ct">Ends it early.</param>
    public async Task<ImmutableArray<ScoredText<Guid>>> Search(
        GrainKey agent, ImmutableArray<string> terms, PassageFilter filter, long all, int limit, CancellationToken ct) =>
        terms.IsEmpty ? [] : await reads.QueryAsync(Statement(agent, terms, filter, all, limit), Read, ct);

    /// <summary>Passages by their ids, with extracts.</summary>
    public Task<ImmutableArray<(Passage Passage, string Highlight)>> Show(
        GrainKey agent, IEnumerable<Guid> ids, ImmutableArray<string> terms, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {PassageStore.Columns}, {FullText.Extracts("text", "$4")}
                from memory_passage where tenant = $1 and agent = $2 and id = any($3)
                """,
                Text(agent.Tenant), Text(agent.Name), Uuids(ids), Text(FullText.AnyOf(terms))),
            row => (PassageStore.Read(row), row.GetString(9)),
            ct);

    // One branch for each word, so that the planner chooses for each: a rare word from the index of words, a frequent one
    // along the newest passages.
    private static SqlStatement Statement(
        GrainKey agent, ImmutableArray<string> terms, PassageFilter filter, long all, int limit)
    {
        List<NpgsqlParameter> parameters =
        [
            Text(agent.Tenant), Text(agent.Name), Int(FullText.MaxMatchesOfTerm), Double(all), Int(limit), Texts(filter.Tags),
            Text(filter.Source), Time(filter.Since), Time(filter.Until),
        ];
        var branches = new List<string>();
        foreach (var term in terms)
        {
            parameters.Add(Text(term));
            parameters.Add(Text(FullText.OfOwner($"{agent}", term)));
            branches.Add(Branch(branches.Count, parameters.Count - 1));
        }
        var text = $"""
            with matches as materialized ({string.Join(" union all ", branches)}),
            terms as (select term, least(count(*), $4) as found from matches group by term),
            average as (select avg(length) as length from matches)
            select id, sum(ln(1 + ($4 - found + 0.5) / (found + 0.5))
                * weight / (0.06 * (0.4 + 0.6 * matches.length / greatest(average.length, 1))))::float8 as score
            from matches join terms using (term) cross join average
            group by id order by score desc, max(created_at) desc, id limit $5
            """;
        return new SqlStatement(text, [.. parameters]);
    }

    private static string Branch(int number, int parameter) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        (select {number} as term, id, created_at, length(words) as length, ts_rank(words, ${parameter}::tsquery) as weight
        from memory_passage
        where tenant = $1 and agent = $2 and words @@ ${parameter + 1}::tsquery and tags @> $6
            and ($7::text is null or source = $7) and ($8::timestamptz is null or created_at >= $8)
            and ($9::timestamptz is null or created_at < $9)
        order by created_at desc, id desc limit $3)
        """);

    private static ScoredText<Guid> Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetDouble(1));
}

/// <summary>What a passage must have to be found.</summary>
/// <param name="Tags">All of these tags.</param>
/// <param name="Source">This source; null for any.</param>
/// <param name="Since">Created at this time or later; null for any.</param>
/// <param name="Until">Created before this time; null for any.</param>
internal sealed record PassageFilter(
    ImmutableArray<string> Tags, string? Source, DateTimeOffset? Since, DateTimeOffset? Until) : IVectorFilter
{
    /// <summary>Whether a passage may be found.</summary>
    public bool Includes(string source, DateTimeOffset createdAt, ReadOnlySpan<string> tags)
    {
        if ((Source is not null && Source != source) || createdAt < Since || createdAt >= Until)
            return false;
        foreach (var tag in Tags)
        {
            if (tags.IndexOf(tag) < 0)
                return false;
        }
        return true;
    }

    public static PassageFilter Of(PassageQuery query) => new(query.Tags, query.Source, query.Since, query.Until);
}
