using System.Collections.Immutable;
using static Sanctum.Storage.Sql;

namespace Sanctum.Storage;

/// <summary>
/// What searches by PostgreSQL's full text index have in common. A word is a lexeme of the configuration <c>english</c>.
/// </summary>
internal static class FullText
{
    /// <summary>Of each word the newest matches that count.</summary>
    public const int MaxMatchesOfTerm = 2_000;

    private const int MaxTerms = 16;

    /// <summary>The first 16 words of a query as <c>tsquery</c> writes them; none of one of stop words alone.</summary>
    public static Task<ImmutableArray<string>> Terms(Database reads, string text, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            "select lexeme from unnest(to_tsvector('english'::regconfig, $1)) order by positions[1] limit $2",
            Text(text), Int(MaxTerms)),
        row => Quoted(row.GetString(0)),
        ct);

    /// <summary>The parameter for a search for any of these words.</summary>
    public static string AnyOf(ImmutableArray<string> terms) => string.Join(" | ", terms);

    /// <summary>The parameter for a search for a word in rows that have a lexeme that names their owner.</summary>
    public static string OfOwner(string owner, string term) => $"{Quoted($" {owner}")} & {term}";

    /// <summary>SQL of at most two extracts of a text, with the words that match between asterisks.</summary>
    /// <param name="text">SQL of the text.</param>
    /// <param name="query">SQL of the words.</param>
    public static string Extracts(string text, string query) =>
        $"""
        ts_headline('english'::regconfig, {text}, {query}::tsquery,
            'StartSel=**, StopSel=**, MaxFragments=2, MaxWords=30, MinWords=10, FragmentDelimiter=" … "')
        """;

    private static string Quoted(string lexeme) =>
        $"'{lexeme.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
