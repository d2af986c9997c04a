using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Trust;
using Sanctum.Turns;
using static Sanctum.Storage.Sql;

namespace Sanctum.Conversations;

/// <summary>
/// The SQL of searches in <c>transcript_entry</c>, by PostgreSQL's full text index. A rare word weighs more than a frequent one,
/// a match in a short entry more than one in a long entry; of equals the newest comes first.
/// </summary>
/// <remarks>
/// Of each word the newest 2,000 matches count. A word is a lexeme of the configuration <c>english</c> in the first 32,768
/// characters of an entry; of a query without any, such as one of stop words alone, nothing is found.
/// </remarks>
internal sealed class RecallStore(Database reads)
{
    // Word for word as in the index.
    private const string Words =
        "(to_tsvector('english'::regconfig, left(content, 32768)) || array_to_tsvector(array[' ' || tenant]))";

    private const string IsOfAgent =
        """
        and exists (
                select from session_activity a where a.tenant = $1 and a.session_id = transcript_entry.session_id
                    and a.agent = $2 and ($7::text is null or a.platform = $7))
        """;

    /// <summary>The entries that match best, best first.</summary>
    /// <param name="agent">Whose sessions.</param>
    /// <param name="query">What is searched for.</param>
    /// <param name="isOfAgent">Whether it is known that the query's session is the agent's.</param>
    /// <param name="ct">Ends it early.</param>
    public async Task<ImmutableArray<RecalledEntry>> Search(
        GrainKey agent, RecallQuery query, bool isOfAgent, CancellationToken ct)
    {
        var terms = await FullText.Terms(reads, query.Text, ct);
        return terms.IsEmpty ? [] : await reads.QueryAsync(Statement(agent, terms, query, isOfAgent), Read, ct);
    }

    // One branch for each word, so that the planner chooses for each.
    private static SqlStatement Statement(
        GrainKey agent, ImmutableArray<string> terms, RecallQuery query, bool isOfAgent)
    {
        List<NpgsqlParameter> parameters =
        [
            Text(agent.Tenant), Text(agent.Name), Int(FullText.MaxMatchesOfTerm), Int(query.Limit), Text(query.SessionId),
            Uuid(query.Person), Text(query.Platform), Time(query.Since), Time(query.Until), Text(FullText.AnyOf(terms)),
        ];
        var branches = new List<string>();
        foreach (var term in terms)
        {
            parameters.Add(Text(FullText.OfOwner(agent.Tenant, term)));
            branches.Add(Branch(branches.Count, parameters.Count, isOfAgent ? "" : IsOfAgent));
        }
        var text = $"""
            with matches as materialized ({string.Join(" union all ", branches)}),
            terms as (select term, count(*) as found from matches group by term),
            average as (select avg(length) as length from matches),
            best as (
                select session_id, seq, sum(ln(1 + ($3 * 2.0) / found)
                    / (0.4 + 0.6 * matches.length / greatest(average.length, 1)))::float8 as score
                from matches join terms using (term) cross join average
                group by session_id, seq order by score desc, max(occurred_at) desc, session_id, seq limit $4)
            select session_id, seq, e.role, e.author, e.occurred_at, best.score,
                {FullText.Extracts("left(e.content, 32768)", "$10")}, e.trust
            from best join transcript_entry e using (session_id, seq) where e.tenant = $1
            order by best.score desc, e.occurred_at desc, session_id, seq
            """;
        return new SqlStatement(text, [.. parameters]);
    }

    private static string Branch(int number, int parameter, string condition) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        (select {number} as term, session_id, seq, occurred_at, length(content) as length
        from transcript_entry
        where tenant = $1 and {Words} @@ ${parameter}::tsquery {condition}
            and ($5::text is null or session_id = $5)
            and ($6::uuid is null or exists (
                select from session_person s join platform_profile p
                    on p.tenant = $1 and p.platform = s.platform and p.profile_id = s.profile_id
                where s.tenant = $1 and s.session_id = transcript_entry.session_id and p.user_id = $6))
            and ($8::timestamptz is null or occurred_at >= $8) and ($9::timestamptz is null or occurred_at < $9)
        order by occurred_at desc limit $3)
        """);

    private static RecalledEntry Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetInt64(1), Enum.Parse<TranscriptRole>(row.GetString(2), ignoreCase: true), row.GetString(3),
        row.Time(4), row.GetDouble(5), row.GetString(6))
    {
        Trust = TrustNames.Read(row, 7),
    };
}
