using System.Collections.Immutable;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Traces;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>
/// Takes the lines that tool calls of a person's turns wrote out of shared blocks. Versions are made of those before them, so all
/// are written by one statement, together with a new version: an activation that still has the old text cannot write behind it.
/// </summary>
internal sealed class SharedBlockEraser(IGrainFactory grains) : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } = ["memory_shared_block", "memory_shared_version"];

    public TraceOrder Order => TraceOrder.Memories;

    public async Task Search(PersonTraces traces, CancellationToken ct)
    {
        await traces.Search(
            "shared",
            $"""
            select v.label, '' from {PersonTraces.Of("call")} c
            join memory_shared_version v on v.tenant = $1 and v.call_id = c.a and v.author = 'agent/' || c.b
            """);
        foreach (var (label, _) in await traces.List("shared", ct))
        {
            var (lines, text, erased) = (new LineOrigins(""), "", new HashSet<string>(StringComparer.Ordinal));
            foreach (var row in await Read(traces, label, ct))
            {
                text = row.Whole ?? row.Splice.Apply(text);
                lines.Become(text, row.IsErased);
                erased.UnionWith(lines.Erased);
            }
            var agents = await Agents(traces, label, ct);
            await traces.Add(
                "quote", [.. Quotes.LinesOf(erased).SelectMany(line => agents.Select(agent => (agent, line)))]);
        }
    }

    private static Task<ImmutableArray<string>> Agents(PersonTraces traces, string label, CancellationToken ct) => traces.Read(
        "select agent from memory_block_share where tenant = $1 and label = $4 order by agent", row => row.GetString(0), ct,
        Text(label));

    public async Task Erase(PersonTraces traces, CancellationToken ct)
    {
        foreach (var (label, _) in await traces.List("shared", ct))
        {
            await Erase(traces, label, ct);
            await grains.SharedBlock(new GrainKey(traces.Tenant, label)).Evict();
        }
    }

    private static async Task Erase(PersonTraces traces, string label, CancellationToken ct)
    {
        var rows = await Read(traces, label, ct);
        var (text, clean, lines) = ("", "", new LineOrigins(""));
        var changed = new List<Row>();
        foreach (var row in rows)
        {
            text = row.Whole ?? row.Splice.Apply(text);
            lines.Become(text, row.IsErased);
            var splice = TextSplice.Between(clean, lines.Clean);
            clean = lines.Clean;
            var next = row.Whole is null ? row with { Splice = splice } : row with { Whole = clean };
            if (next != row)
                changed.Add(next);
        }
        if (changed.Count > 0)
            await Write(traces, label, rows[^1].Version, clean, changed, ct);
    }

    private static Task<ImmutableArray<Row>> Read(PersonTraces traces, string label, CancellationToken ct) => traces.Read(
        $"""
        select version, start, removed, added, whole, exists (
            select from {PersonTraces.Of("call")} c where c.a = call_id and author = 'agent/' || c.b)
        from memory_shared_version where tenant = $1 and label = $4 order by version
        """,
        row => new Row(
            row.GetInt32(0), new TextSplice(row.GetInt32(1), row.GetInt32(2), row.GetString(3)), row.TextOrNull(4),
            row.GetBoolean(5)),
        ct, Text(label));

    private static Task Write(
        PersonTraces traces, string label, int last, string clean, List<Row> changed, CancellationToken ct) => traces.EraseWith(
        """
        head as (
            update memory_shared_block b set version = $5 + 1, characters = length($6)
            where b.tenant = $1 and b.label = $4 and b.version = $5
            returning b.description, b.char_limit),
        made as (
            insert into memory_shared_version (tenant, label, version, kind, author, cause, description, char_limit, start,
                                               removed, added, whole, changed_at)
            select $1, $4, $5 + 1, 'write', 'erasure', 'unknown', description, char_limit, 0, 0, '', $6, now() from head),
        """,
        "versions of shared blocks",
        """
        update memory_shared_version v set start = one.start, removed = one.removed, added = one.added, whole = one.whole
        from unnest($7::int[], $8::int[], $9::int[], $10::text[], $11::text[]) one (version, start, removed, added, whole)
        where v.tenant = $1 and v.label = $4 and v.version = one.version
        and (v.start, v.removed, v.added, v.whole) is distinct from (one.start, one.removed, one.added, one.whole)
        and (exists (select from head) or not exists (
            select from memory_shared_block b where b.tenant = $1 and b.label = $4))
        """,
        ct, Text(label), Int(last), Text(clean), Ints(changed.Select(row => row.Version)),
        Ints(changed.Select(row => row.Splice.Start)), Ints(changed.Select(row => row.Splice.Removed)),
        Texts(changed.Select(row => row.Splice.Added)), NullableTexts(changed.Select(row => row.Whole)));

    private static Npgsql.NpgsqlParameter NullableTexts(IEnumerable<string?> values) =>
        new Npgsql.NpgsqlParameter<string?[]> { TypedValue = [.. values] };

    private sealed record Row(int Version, TextSplice Splice, string? Whole, bool IsErased);
}
