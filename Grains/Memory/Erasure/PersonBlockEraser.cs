using Sanctum.Identity;
using Sanctum.Traces;

namespace Sanctum.Memory;

/// <summary>
/// Erases the blocks about a person with all their versions, in the memory of every agent and among those that are shared, in the
/// log and in the replica. A row of the log keeps its place, since the replica counts them.
/// </summary>
internal sealed class PersonBlockEraser(IGrainFactory grains) : IPersonEraser
{
    private const string Blocks = "notes about the person";

    public IReadOnlyList<string> Tables { get; } =
    [
        "memory_block", "memory_entry", "memory_replica", "memory_wal", "memory_shared_block", "memory_shared_version",
        "memory_shared_edit", "memory_block_share",
    ];

    public TraceOrder Order => TraceOrder.Memories;

    public async Task Search(PersonTraces traces, CancellationToken ct)
    {
        await traces.Search(
            "agent",
            $"select m.agent, '' from memory_block m where m.tenant = $1 and m.label in {PersonTraces.Ids("label")}");
        await traces.Search(
            "agent",
            $"select s.agent, '' from memory_block_share s where s.tenant = $1 and s.label in {PersonTraces.Ids("label")}");
        var notes = await traces.Read(
            $"select m.agent, m.after from memory_entry m where m.tenant = $1 and m.label in {PersonTraces.Ids("label")}",
            row => (Agent: row.GetString(0), Text: row.GetString(1)),
            ct);
        await traces.Add(
            "quote", [.. notes.SelectMany(one => Quotes.LinesOf([one.Text]).Select(line => (one.Agent, line))).Distinct()]);
    }

    public async Task Erase(PersonTraces traces, CancellationToken ct)
    {
        await EraseLabelled(traces, Blocks, "memory_block", ct);
        await EraseLabelled(traces, "versions of notes", "memory_entry", ct);
        await EraseLabelled(traces, Blocks, "memory_block_share", ct);
        await EraseLabelled(traces, Blocks, "memory_shared_block", ct);
        await EraseLabelled(traces, "versions of notes", "memory_shared_version", ct);
        await EraseLabelled(traces, "versions of notes", "memory_shared_edit", ct);
        await EraseCopies(traces, ct);
        foreach (var (label, _) in await traces.List("label", ct))
            await grains.SharedBlock(new GrainKey(traces.Tenant, label)).Evict();
        foreach (var (agent, _) in await traces.List("agent", ct))
            await grains.Memory(new GrainKey(traces.Tenant, agent)).Evict();
    }

    private static Task EraseLabelled(PersonTraces traces, string what, string table, CancellationToken ct) =>
        traces.Erase(what, $"delete from {table} m where m.tenant = $1 and m.label in {PersonTraces.Ids("label")}", ct);

    private static async Task EraseCopies(PersonTraces traces, CancellationToken ct)
    {
        await traces.Erase(
            "copies of notes",
            $"""
            delete from memory_replica m where m.tenant = $1 and m.entry in (
                select 'block/' || l.a from {PersonTraces.Of("label")} l)
            """,
            ct);
        await traces.Erase(
            "copies of notes",
            $"""
            update memory_wal w set payload = w.payload || jsonb_build_object(
                    'entry', 'block/{PersonTraces.Erased}', 'label', '{PersonTraces.Erased}',
                        'idempotencyKey', 'erased:' || w.seq)
                || case when jsonb_exists(w.payload, 'value')
                    then jsonb_build_object('value', '', 'description', '') else jsonb_build_object() end
            where w.tenant = $1 and w.payload ->> 'label' in {PersonTraces.Ids("label")}
            """,
            ct);
    }
}
