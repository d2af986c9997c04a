using Sanctum.Traces;

namespace Sanctum.Budgets;

/// <summary>Takes the session out of what a person's turns cost; it may name the person.</summary>
internal sealed class BudgetEntryEraser : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } = ["budget_entry"];

    public TraceOrder Order => TraceOrder.Turns;

    public Task Erase(PersonTraces traces, CancellationToken ct) => traces.Erase(
        "budget entries",
        $"""
        update budget_entry e set session_id = '{PersonTraces.Erased}' from budget b
        where b.tenant = $1 and e.tenant = $1 and e.budget_id = b.id and e.turn_id in {PersonTraces.Uuids("turn")}
        and e.session_id in {PersonTraces.OwnSessions}
        """,
        ct);
}
