using System.Collections.Immutable;
using Sanctum.Traces;
using static Sanctum.Storage.Sql;

namespace Sanctum.Conversations;

/// <summary>
/// Erases what entries of other people's turns repeat word for word: results of tools that showed the person's messages, and
/// results and answers that show what was remembered of them. The messages of others are theirs and stay.
/// </summary>
internal sealed class QuoteEraser : IPersonEraser
{
    private const int PageSize = 200;

    // The entries of an agent that hold one of its quotes. Sessions are listed a while after they began.
    private const string Quoting =
        $"""
        select e.session_id, e.seq, e.content
        from transcript_entry e
        where e.tenant = $1 and e.session_id in (
            select s.session_id from session_activity s where s.tenant = $1 and s.agent = $4
            union select s.a from (select a, b from person_trace where tenant = $1 and erasure = $2 and kind = 'session') s)
        and exists (
            select from person_trace q where q.tenant = $1 and q.erasure = $2 and q.a = $4
            and (q.kind = 'quote' and e.role in ('tool', 'assistant') or q.kind = 'said' and e.role = 'tool')
            and position(q.b in e.content) > 0)
        limit $5
        """;

    public IReadOnlyList<string> Tables { get; } = ["transcript_entry"];

    public TraceOrder Order => TraceOrder.Turns;

    public async Task Search(PersonTraces traces, CancellationToken ct)
    {
        var said = await traces.Read(
            $"""
            select t.b, e.content from {PersonTraces.Of("turn")} t
            join transcript_entry e on e.tenant = $1 and e.turn_id = t.a::uuid and e.step = 0
            where e.content <> '{PersonTraces.Erased}'
            """,
            row => (Agent: row.GetString(0), Text: row.GetString(1)),
            ct);
        await traces.Add(
            "said", [.. said.SelectMany(one => Quotes.LinesOf([one.Text]).Select(line => (one.Agent, line))).Distinct()]);
    }

    public async Task Erase(PersonTraces traces, CancellationToken ct)
    {
        var quotes = (await traces.List("quote", ct)).Concat(await traces.List("said", ct))
            .ToLookup(quote => quote.A, quote => quote.B, StringComparer.Ordinal);
        foreach (var ofAgent in quotes)
            await Erase(traces, ofAgent.Key, [.. ofAgent.Distinct().OrderByDescending(quote => quote.Length)], ct);
    }

    private static async Task Erase(PersonTraces traces, string agent, ImmutableArray<string> quotes, CancellationToken ct)
    {
        while (true)
        {
            var entries = await traces.Read(
                Quoting, row => (Session: row.GetString(0), Seq: row.GetInt64(1), Content: row.GetString(2)), ct, Text(agent),
                Int(PageSize));
            if (entries.IsEmpty)
                return;
            foreach (var (session, seq, content) in entries)
            {
                var without = quotes.Aggregate(
                    content, (text, quote) => text.Replace(quote, PersonTraces.Erased, StringComparison.Ordinal));
                await traces.Erase(
                    "quotes",
                    """
                    update transcript_entry e set content = $6
                    where e.tenant = $1 and e.session_id = $4 and e.seq = $5 and e.content <> $6
                    """,
                    ct, Text(session), Long(seq), Text(without));
            }
        }
    }
}
