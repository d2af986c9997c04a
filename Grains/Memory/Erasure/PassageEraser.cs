using System.Globalization;
using Sanctum.Identity;
using Sanctum.Traces;

namespace Sanctum.Memory;

/// <summary>Erases the passages that tool calls of a person's turns inserted, and their vectors.</summary>
internal sealed class PassageEraser(IGrainFactory grains) : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } = ["memory_passage", "memory_embedding"];

    public TraceOrder Order => TraceOrder.Memories;

    public async Task Search(PersonTraces traces, CancellationToken ct)
    {
        await traces.Add(
            "passage",
            [
                .. (await traces.List("call", ct)).Select(call => (
                    PassageIds.OfCall(call.B, call.A).ToString("D", CultureInfo.InvariantCulture), call.B)),
            ]);
        var texts = await traces.Read(
            $"""
            select m.agent, m.text from {PersonTraces.Of("passage")} p
            join memory_passage m on m.tenant = $1 and m.agent = p.b and m.id = p.a::uuid
            """,
            row => (Agent: row.GetString(0), Text: row.GetString(1)),
            ct);
        await traces.Add(
            "quote", [.. texts.SelectMany(one => Quotes.LinesOf([one.Text]).Select(line => (one.Agent, line))).Distinct()]);
    }

    public async Task Erase(PersonTraces traces, CancellationToken ct)
    {
        await traces.Erase(
            "passages",
            $"""
            delete from memory_passage m using {PersonTraces.Of("passage")} p
            where m.tenant = $1 and m.agent = p.b and m.id = p.a::uuid
            """,
            ct);
        foreach (var (agent, _) in await traces.List("agent", ct))
        {
            await grains.Passages(new GrainKey(traces.Tenant, agent)).Evict();
            await grains.Memory(new GrainKey(traces.Tenant, agent)).Evict();
        }
    }
}
