using Sanctum.Traces;

namespace Sanctum.Conversations;

/// <summary>
/// Removes the vectors of entries whose texts were erased: a vector is made from the text. Those of entries that are deleted go
/// with them.
/// </summary>
internal sealed class VectorEraser : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } = ["transcript_embedding"];

    public TraceOrder Order => TraceOrder.Memories;

    public Task Erase(PersonTraces traces, CancellationToken ct) => traces.Erase(
        "vectors of transcript entries",
        $"""
        delete from transcript_embedding v using transcript_entry e
        where v.tenant = $1 and e.tenant = $1 and v.agent in {PersonTraces.Ids("agent")}
        and e.session_id = v.session_id and e.seq = v.seq and position('{PersonTraces.Erased}' in e.content) > 0
        """,
        ct);
}
