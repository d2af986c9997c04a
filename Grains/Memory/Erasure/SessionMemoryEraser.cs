using Sanctum.Identity;
using Sanctum.Traces;

namespace Sanctum.Memory;

/// <summary>Erases the session memory, with its backups, of sessions in which nobody but the person wrote.</summary>
internal sealed class SessionMemoryEraser(IGrainFactory grains) : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } =
        ["memory_session", "memory_session_value", "memory_transaction", "memory_transaction_step", "memory_backup"];

    public TraceOrder Order => TraceOrder.Memories;

    public async Task Erase(PersonTraces traces, CancellationToken ct)
    {
        await Erase(traces, "memory_session", ct);
        await Erase(traces, "memory_transaction", ct);
        await Erase(traces, "memory_backup", ct);
        foreach (var (session, kind) in await traces.List("session", ct))
        {
            if (kind == "own")
                await grains.SessionMemory(new GrainKey(traces.Tenant, session)).Evict();
        }
    }

    private static Task Erase(PersonTraces traces, string table, CancellationToken ct) => traces.Erase(
        "session memory", $"delete from {table} m where m.tenant = $1 and m.session in {PersonTraces.OwnSessions}", ct);
}
