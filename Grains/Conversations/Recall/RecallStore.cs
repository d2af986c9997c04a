using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Sanctum.Embeddings;
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

    // $1 tenant, $2 agent, $5 session, $6 person, $7 platform, $8 since, $9 until.
    private const string Passes =
        """
        and ($5::text is null or session_id = $5)
            and ($6::uuid is null or exists (
                select from session_person s join platform_profile p
                    on p.tenant = $1 and p.platform = s.platform and p.profile_id = s.profile_id
                where s.tenant = $1 and s.session_id = transcript_entry.session_id and p.user_id = $6))
            and ($8::timestamptz is null or occurred_at >= $8) and ($9::timestamptz is null or occurred_at < $9)
        """;

    // Of an entry without any of the words, as many characters of its beginning.
    private const int MaxBeginning = 400;

    // As many sessions of a person or platform, the newest, are looked at by meaning.
    private const int MaxSessions = 10_000;

    /// <summary>The words of a query as <c>tsquery</c> writes them.</summary>
    public Task<ImmutableArray<string>> Terms(string text, CancellationToken ct) => FullText.Terms(reads, text, ct);

    /// <summary>The entries that match best by words, best first.</summary>
    /// <param name="scope">Whose entries, and which.</param>
    /// <param name="terms">From <see cref="Terms"/>.</param>
    /// <param name="limit">How many.</param>
    /// <param name="ct">Ends it early.</param>
    public async Task<ImmutableArray<ScoredText<EntryKey>>> Match(
        RecallScope scope, ImmutableArray<string> terms, int limit, CancellationToken ct) =>
        terms.IsEmpty ? [] : await reads.QueryAsync(Statement(scope, terms, limit), ReadMatch, ct);

    /// <summary>Those of some entries that pass the query's filters, with extracts.</summary>
    public Task<ImmutableArray<RecalledEntry>> Show(
        RecallScope scope, IReadOnlyList<EntryKey> keys, ImmutableArray<string> terms, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    select session_id, seq, role, author, occurred_at,
                        case when to_tsvector('english'::regconfig, left(content, 32768)) @@ $10::tsquery
                            then {FullText.Extracts("left(content, 32768)", "$10")}
                            when length(content) > {MaxBeginning} then left(content, {MaxBeginning}) || '…'
                            else content end,
                        trust
                    from unnest($3::text[], $4::bigint[]) as found (session, place)
                    join transcript_entry on tenant = $1 and session_id = session and seq = place
                    where tenant = $1 {(scope.IsOfAgent ? "" : IsOfAgent)} {Passes}
                    """),
                [
                    .. Owner(scope), Texts(keys.Select(key => key.SessionId)), Longs(keys.Select(key => key.Seq)),
                    .. Filters(scope.Query), Text(FullText.AnyOf(terms)),
                ]),
            ReadEntry,
            ct);

    /// <summary>The agent's newest sessions on the query's platform in which its person wrote.</summary>
    public Task<ImmutableArray<string>> Sessions(RecallScope scope, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select session_id from session_activity a
                where tenant = $1 and agent = $2 and ($3::text is null or a.platform = $3)
                    and ($4::uuid is null or exists (
                        select from session_person s join platform_profile p
                            on p.tenant = $1 and p.platform = s.platform and p.profile_id = s.profile_id
                        where s.tenant = $1 and s.session_id = a.session_id and p.user_id = $4))
                order by last_item desc limit $5
                """,
                [.. Owner(scope), Text(scope.Query.Platform), Uuid(scope.Query.Person), Int(MaxSessions)]),
            row => row.GetString(0),
            ct);

    // One branch for each word, so that the planner chooses for each.
    private static SqlStatement Statement(RecallScope scope, ImmutableArray<string> terms, int limit)
    {
        List<NpgsqlParameter> parameters =
            [.. Owner(scope), Int(FullText.MaxMatchesOfTerm), Int(limit), .. Filters(scope.Query)];
        var branches = new List<string>();
        foreach (var term in terms)
        {
            parameters.Add(Text(FullText.OfOwner(scope.Agent.Tenant, term)));
            branches.Add(Branch(branches.Count, parameters.Count, scope.IsOfAgent ? "" : IsOfAgent));
        }
        var text = $"""
            with matches as materialized ({string.Join(" union all ", branches)}),
            terms as (select term, count(*) as found from matches group by term),
            average as (select avg(length) as length from matches)
            select session_id, seq, sum(ln(1 + ($3 * 2.0) / found)
                / (0.4 + 0.6 * matches.length / greatest(average.length, 1)))::float8 as score
            from matches join terms using (term) cross join average
            group by session_id, seq order by score desc, max(occurred_at) desc, session_id, seq limit $4
            """;
        return new SqlStatement(text, [.. parameters]);
    }

    private static string Branch(int number, int parameter, string condition) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        (select {number} as term, session_id, seq, occurred_at, length(content) as length
        from transcript_entry
        where tenant = $1 and {Words} @@ ${parameter}::tsquery {condition} {Passes}
        order by occurred_at desc limit $3)
        """);

    private static IEnumerable<NpgsqlParameter> Owner(RecallScope scope) => [Text(scope.Agent.Tenant), Text(scope.Agent.Name)];

    private static IEnumerable<NpgsqlParameter> Filters(RecallQuery query) =>
        [Text(query.SessionId), Uuid(query.Person), Text(query.Platform), Time(query.Since), Time(query.Until)];

    private static ScoredText<EntryKey> ReadMatch(NpgsqlDataReader row) =>
        new(new EntryKey(row.GetString(0), row.GetInt64(1)), row.GetDouble(2));

    private static RecalledEntry ReadEntry(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetInt64(1), Enum.Parse<TranscriptRole>(row.GetString(2), ignoreCase: true), row.GetString(3),
        row.Time(4), Score: 0, row.GetString(5))
    {
        Trust = TrustNames.Read(row, 6),
    };
}

/// <summary>Whose entries are searched, and which.</summary>
/// <param name="Agent">Whose sessions.</param>
/// <param name="Query">What is searched for.</param>
/// <param name="IsOfAgent">Whether it is known that the query's session is the agent's.</param>
internal sealed record RecallScope(GrainKey Agent, RecallQuery Query, bool IsOfAgent);
