using Sanctum.Traces;

namespace Sanctum.DeadLetters;

/// <summary>Removes the dead letters that hold a block about a person, or one that the person's turns changed.</summary>
internal sealed class LetterEraser : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } = ["dead_letter"];

    public TraceOrder Order => TraceOrder.Memories;

    public Task Erase(PersonTraces traces, CancellationToken ct) => traces.Erase(
        "dead letters",
        $"""
        delete from dead_letter d where d.tenant = $1 and (
            d.event #>> '{Label}' in {PersonTraces.Ids("label")}
            or (d.event #>> '{Label}', d.key) in (select t.a, $1 || '/' || t.b from {PersonTraces.Of("touched")} t))
        """,
        ct);

    private const string Label = "{payload,label}";
}
