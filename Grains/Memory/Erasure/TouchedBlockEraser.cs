using System.Collections.Immutable;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Traces;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>
/// Takes the lines that tool calls of a person's turns wrote out of every other block: out of its text, and out of all versions
/// from there on. What others wrote into the block stays.
/// </summary>
internal sealed class TouchedBlockEraser(IGrainFactory grains) : IPersonEraser
{
    private const string Versions = "versions of blocks";

    public IReadOnlyList<string> Tables { get; } = ["memory_block", "memory_entry", "memory_replica", "memory_wal"];

    public TraceOrder Order => TraceOrder.Memories;

    public async Task Search(PersonTraces traces, CancellationToken ct)
    {
        await traces.Search(
            "touched",
            $"""
            select m.label, m.agent from {PersonTraces.Of("call")} c
            join memory_entry m on m.tenant = $1 and m.agent = c.b and m.edit_id = c.a
            """);
        foreach (var (label, agent) in await traces.List("touched", ct))
        {
            var erased = new HashSet<string>(StringComparer.Ordinal);
            Follow(await Read(traces, agent, label, ct), (_, _, lines) => erased.UnionWith(lines.Erased));
            await traces.Add("quote", [.. Quotes.LinesOf(erased).Select(line => (agent, line))]);
        }
    }

    public async Task Erase(PersonTraces traces, CancellationToken ct)
    {
        foreach (var (label, agent) in await traces.List("touched", ct))
        {
            await Erase(traces, agent, label, ct);
            await grains.Memory(new GrainKey(traces.Tenant, agent)).Evict();
        }
    }

    private static async Task Erase(PersonTraces traces, string agent, string label, CancellationToken ct)
    {
        var changes = await Read(traces, agent, label, ct);
        if (changes.IsEmpty)
            return;
        var kept = new List<(Change Change, string? Before, string After)>();
        var lines = Follow(changes, (change, before, after) => kept.Add((change, before, after.Clean)));
        foreach (var (change, before, after) in kept)
            await Keep(traces, agent, label, change, before, after, ct);
        await KeepBlock(traces, agent, label, lines, ct);
        await EraseDescriptions(traces, agent, label, changes, ct);
        if (changes[0] is { Before: null, IsErased: true } && lines.Clean.Length == 0)
            await Remove(traces, agent, label, ct);
    }

    // Calls back with each change, what was before it without what is to be erased, and the text after it.
    private static LineOrigins Follow(ImmutableArray<Change> changes, Action<Change, string?, LineOrigins> isAt)
    {
        var (lines, isAfter) = (new LineOrigins(changes.IsEmpty ? "" : changes[0].Before ?? ""), false);
        foreach (var change in changes)
        {
            // A text from nowhere was written by an activation that did not see the erasure yet.
            if (change.Before is { } before && before != lines.Text)
                lines.Become(before, isErased: isAfter);
            isAfter |= change.IsErased;
            var clean = change.Before is null ? null : lines.Clean;
            if (change.Before is null)
                lines = new LineOrigins("");
            lines.Become(change.After, change.IsErased);
            isAt(change, clean, lines);
        }
        return lines;
    }

    private static Task<ImmutableArray<Change>> Read(
        PersonTraces traces, string agent, string label, CancellationToken ct) => traces.Read(
        $"""
        select edit_id, version, before, after, before_description, description,
            edit_id in (select a from {PersonTraces.Of("call")} c where c.b = $4)
        from memory_entry where tenant = $1 and agent = $4 and label = $5 order by version, edited_at, edit_id
        """,
        row => new Change(
            row.GetString(0), row.GetInt32(1), row.TextOrNull(2), row.GetString(3), row.TextOrNull(4), row.TextOrNull(5),
            row.GetBoolean(6)),
        ct, Text(agent), Text(label));

    private static async Task Keep(
        PersonTraces traces, string agent, string label, Change change, string? before, string after, CancellationToken ct)
    {
        if (before == change.Before && after == change.After)
            return;
        await traces.Erase(
            Versions,
            """
            update memory_entry m set before = $6, after = $7
            where m.tenant = $1 and m.agent = $4 and m.edit_id = $5 and (m.before is distinct from $6 or m.after <> $7)
            """,
            ct, Text(agent), Text(change.EditId), Text(before), Text(after));
        await traces.Erase(
            "copies of blocks",
            """
            update memory_wal w set payload = w.payload || jsonb_build_object(
                'value', $6::text, 'idempotencyKey', 'erased:' || w.seq)
            where w.tenant = $1 and w.memory = $4 and w.payload ->> 'label' = $5 and w.payload ->> 'version' = $7
            and w.payload ->> 'value' <> $6
            """,
            ct, Text(agent), Text(label), Text(after),
            Text(change.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static async Task KeepBlock(
        PersonTraces traces, string agent, string label, LineOrigins lines, CancellationToken ct)
    {
        if (lines.Clean == lines.Text)
            return;
        NpgsqlParameter[] place = [Text(agent), Text(label), Text(lines.Clean)];
        await traces.Erase(
            "blocks",
            """
            update memory_block m set value = $6
            where m.tenant = $1 and m.agent = $4 and m.label = $5 and m.value = $7 and m.value <> $6
            """,
            ct, [.. place, Text(lines.Text)]);
        await traces.Erase(
            "copies of blocks",
            """
            update memory_replica m set payload = m.payload || jsonb_build_object(
                'value', $6::text, 'idempotencyKey', 'erased:' || m.seq)
            where m.tenant = $1 and m.memory = $4 and m.entry = 'block/' || $5 and m.payload ->> 'value' <> $6
            """,
            ct, [Text(agent), Text(label), Text(lines.Clean)]);
    }

    // A description is one text: one that a call of the person's turns wrote goes as a whole.
    private static async Task EraseDescriptions(
        PersonTraces traces, string agent, string label, ImmutableArray<Change> changes, CancellationToken ct)
    {
        string[] erased =
        [
            .. changes.Where(change => change.IsErased && change.Description != change.BeforeDescription)
                .Select(change => change.Description).OfType<string>().Where(description => description.Length > 0).Distinct(),
        ];
        if (erased.Length == 0)
            return;
        await traces.Erase(
            Versions,
            """
            update memory_entry m set description = case when m.description = any($6) then '' else m.description end,
                before_description = case when m.before_description = any($6) then '' else m.before_description end
            where m.tenant = $1 and m.agent = $4 and m.label = $5 and (m.description = any($6) or m.before_description = any($6))
            """,
            ct, Text(agent), Text(label), Texts(erased));
        await traces.Erase(
            "blocks",
            """
            update memory_block m set description = ''
            where m.tenant = $1 and m.agent = $4 and m.label = $5 and m.description = any($6)
            """,
            ct, Text(agent), Text(label), Texts(erased));
        await traces.Erase(
            "copies of blocks",
            """
            update memory_replica m set payload = m.payload || '{"description":""}'
            where m.tenant = $1 and m.memory = $4 and m.entry = 'block/' || $5 and m.payload ->> 'description' = any($6)
            """,
            ct, Text(agent), Text(label), Texts(erased));
        await traces.Erase(
            "copies of blocks",
            """
            update memory_wal m set payload = m.payload || '{"description":""}'
            where m.tenant = $1 and m.memory = $4 and m.payload ->> 'label' = $5 and m.payload ->> 'description' = any($6)
            """,
            ct, Text(agent), Text(label), Texts(erased));
    }

    // A block that such a call created, and of which nothing is left.
    private static async Task Remove(PersonTraces traces, string agent, string label, CancellationToken ct)
    {
        NpgsqlParameter[] place = [Text(agent), Text(label)];
        await traces.Erase(
            "blocks",
            "delete from memory_block m where m.tenant = $1 and m.agent = $4 and m.label = $5 and m.value = ''", ct, place);
        await traces.Erase(
            "copies of blocks",
            """
            delete from memory_replica m
            where m.tenant = $1 and m.memory = $4 and m.entry = 'block/' || $5 and coalesce(m.payload ->> 'value', '') = ''
            """,
            ct, [Text(agent), Text(label)]);
    }

    private sealed record Change(
        string EditId, int Version, string? Before, string After, string? BeforeDescription, string? Description, bool IsErased);
}
