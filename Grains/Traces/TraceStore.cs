using System.Collections.Immutable;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Traces;

/// <summary>The traces of each erasure.</summary>
internal sealed class TraceStore(WriteBatcher writes, Database reads, TimeProvider clock)
{
    /// <summary>
    /// A member of a <c>with</c> that adds profiles to the traces of an erasure whose tenant is <c>$1</c> and id <c>$2</c>, if
    /// <paramref name="condition"/> has rows.
    /// </summary>
    /// <param name="condition">Another member.</param>
    /// <param name="platforms">The parameter with the platforms.</param>
    /// <param name="profiles">The parameter with the ids.</param>
    public static string Begin(string condition, string platforms, string profiles) =>
        $"""
        traced as (
            insert into person_trace (tenant, erasure, kind, a, b)
            select $1, $2, 'profile', one.a, one.b from {condition}, unnest({platforms}::text[], {profiles}::text[]) one (a, b)
            on conflict do nothing)
        """;

    /// <summary>
    /// A member of a <c>with</c> that removes the traces of an erasure whose tenant is <c>$1</c> and id <c>$2</c>.
    /// </summary>
    public const string End = "untraced as (delete from person_trace where tenant = $1 and erasure = $2)";

    /// <summary>The traces of an erasure.</summary>
    public PersonTraces Of(string tenant, Guid erasure) => new(tenant, erasure, writes, reads, clock);

    /// <summary>How much an erasure has erased, by what.</summary>
    public Task<ImmutableArray<(string What, long Rows)>> Counts(string tenant, Guid erasure, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                "select what, rows from person_trace_count where tenant = $1 and erasure = $2 order by what", Text(tenant),
                Uuid(erasure)),
            row => (row.GetString(0), row.GetInt64(1)),
            ct);
}
