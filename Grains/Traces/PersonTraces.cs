using System.Collections.Immutable;
using Npgsql;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Traces;

/// <summary>
/// What an erasure has found of a person: the SQL of <c>person_trace</c> and <c>person_trace_count</c>. In statements of erasers
/// <c>$1</c> is the tenant, <c>$2</c> the erasure, and their own parameters begin at <c>$4</c>.
/// </summary>
internal sealed class PersonTraces(string tenant, Guid erasure, WriteBatcher writes, Database reads, TimeProvider clock)
{
    /// <summary>What stands where a text was.</summary>
    public const string Erased = "[erased]";

    /// <summary>Maximum number of rows that one statement erases.</summary>
    public const int BatchSize = 1_000;

    /// <summary>Whose person it is.</summary>
    public string Tenant => tenant;

    /// <summary>Traces that were found and rows that were erased since the object was made.</summary>
    public long Changes { get; private set; }

    /// <summary>The traces of a kind, as a table with the columns <c>a</c> and <c>b</c>.</summary>
    public static string Of(string kind) =>
        $"(select a, b from person_trace where tenant = $1 and erasure = $2 and kind = '{kind}')";

    /// <summary>The ids of the traces of a kind.</summary>
    public static string Ids(string kind) =>
        $"(select a from person_trace where tenant = $1 and erasure = $2 and kind = '{kind}')";

    /// <summary>The ids of the traces of a kind whose ids are UUIDs.</summary>
    public static string Uuids(string kind) =>
        $"(select a::uuid from person_trace where tenant = $1 and erasure = $2 and kind = '{kind}')";

    /// <summary>The sessions in which nobody else wrote.</summary>
    public const string OwnSessions =
        "(select a from person_trace where tenant = $1 and erasure = $2 and kind = 'session' " +
        "group by a having bool_and(b = 'own'))";

    /// <summary>Adds the rows of a query, whose two columns are texts, to the traces of a kind.</summary>
    public async Task Search(string kind, string query, params NpgsqlParameter[] more) =>
        Changes += await writes.ExecuteAsync(
            new SqlStatement(
                $"""
                insert into person_trace (tenant, erasure, kind, a, b)
                select distinct $1::text, $2::uuid, $3::text, found.a, found.b from ({query}) found (a, b)
                on conflict do nothing
                """,
                [Text(tenant), Uuid(erasure), Text(kind), .. more]));

    /// <summary>Adds traces of a kind.</summary>
    public Task Add(string kind, IReadOnlyCollection<(string A, string B)> found) => found.Count == 0
        ? Task.CompletedTask
        : Search(
            kind, "select * from unnest($4::text[], $5::text[])", Texts(found.Select(one => one.A)),
            Texts(found.Select(one => one.B)));

    /// <summary>The traces of a kind.</summary>
    public Task<ImmutableArray<(string A, string B)>> List(string kind, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            "select a, b from person_trace where tenant = $1 and erasure = $2 and kind = $3 order by a, b", Text(tenant),
            Uuid(erasure), Text(kind)),
        row => (row.GetString(0), row.GetString(1)),
        ct);

    /// <summary>The rows of an eraser's query.</summary>
    public Task<ImmutableArray<T>> Read<T>(
        string query, Func<NpgsqlDataReader, T> read, CancellationToken ct, params NpgsqlParameter[] more) =>
        reads.QueryAsync(
            new SqlStatement(
                $"with given as (select $3::text) {query}", [Text(tenant), Uuid(erasure), Text(""), .. more]),
            read,
            ct);

    /// <summary>
    /// Runs a change, an <c>update</c> or <c>delete</c>, until it finds no row, and counts its rows in the same commits. It must
    /// not find again what it has changed.
    /// </summary>
    /// <param name="what">What is erased, as the receipt names it.</param>
    /// <param name="change">The change.</param>
    /// <param name="ct">Ends it between two commits.</param>
    /// <param name="more">Its parameters from the fourth on.</param>
    public Task Erase(string what, string change, CancellationToken ct, params NpgsqlParameter[] more) =>
        EraseWith("", what, change, ct, more);

    /// <summary>Runs a change as <see cref="Erase"/> does, beside others in the same commit.</summary>
    /// <param name="members">Members of the statement's <c>with</c>, each with its comma behind it.</param>
    /// <param name="what">What is erased, as the receipt names it.</param>
    /// <param name="change">The change.</param>
    /// <param name="ct">Ends it between two commits.</param>
    /// <param name="more">Its parameters from the fourth on.</param>
    public async Task EraseWith(
        string members, string what, string change, CancellationToken ct, params NpgsqlParameter[] more)
    {
        for (var isMore = true; isMore;)
        {
            var erased = await writes.QuerySingleAsync(
                new SqlStatement(
                    $"""
                    with {members} gone as ({change} returning 1), noted as (
                        insert into person_trace_count as known (tenant, erasure, what, rows, last_at)
                        select $1::text, $2::uuid, $3::text, count(*), now() from gone having count(*) > 0
                        on conflict (tenant, erasure, what) do update
                        set rows = known.rows + excluded.rows, last_at = excluded.last_at)
                    select count(*) from gone
                    """,
                    [Text(tenant), Uuid(erasure), Text(what), .. more]),
                row => row.GetInt64(0),
                ct);
            Changes += erased;
            isMore = erased > 0;
        }
    }

    /// <summary>Counts what was erased outside the database.</summary>
    public async Task Note(string what, long count, CancellationToken ct)
    {
        if (count == 0)
            return;
        Changes += count;
        await writes.ExecuteAsync(
            new SqlStatement(
                """
                insert into person_trace_count as known (tenant, erasure, what, rows, last_at) values ($1, $2, $3, $4, $5)
                on conflict (tenant, erasure, what) do update
                set rows = known.rows + excluded.rows, last_at = excluded.last_at
                """,
                Text(tenant), Uuid(erasure), Text(what), Long(count), Time(clock.GetUtcNow())),
            ct);
    }
}
