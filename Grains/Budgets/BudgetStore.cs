using System.Collections.Immutable;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Budgets;

/// <summary>The SQL of budgets' definitions, and of what is shown of them.</summary>
internal sealed class BudgetStore(WriteBatcher writes, Database reads, TimeProvider clock)
{
    private const int MaxLoaded = 1_000;

    /// <summary>All budgets of a tenant.</summary>
    public Task<ImmutableArray<Budget>> Load(string tenant, CancellationToken ct) => List(tenant, after: null, MaxLoaded, ct);

    /// <summary>A page of budgets, in the order of their names.</summary>
    public Task<ImmutableArray<Budget>> List(string tenant, string? after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {BudgetRows.BudgetColumns} from budget where tenant = $1 and name > $2 order by name limit $3
                """,
                Text(tenant), Text(after ?? ""), Int(limit)),
            row => BudgetRows.ReadBudget(row, clock.GetUtcNow()),
            ct);

    /// <summary>One budget, or null.</summary>
    public Task<Budget?> Find(string tenant, string name, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"select {BudgetRows.BudgetColumns} from budget where tenant = $1 and name = $2", Text(tenant), Text(name)),
            row => BudgetRows.ReadBudget(row, clock.GetUtcNow()),
            ct);

    /// <summary>Adds a budget; null if the name is taken.</summary>
    public Task<Budget?> Add(string tenant, BudgetDefinition budget, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                insert into budget (id, tenant, name, scope, subject, unit, currency, cap, window_kind, rule, cheaper_model, created_at, changed_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
                on conflict (tenant, name) do nothing
                returning {BudgetRows.BudgetColumns}
                """,
                Uuid(Guid.CreateVersion7(now)), Text(tenant), Text(budget.Name), Text(BudgetRows.NameOf(budget.Scope)),
                Text(budget.Subject), Text(BudgetRows.NameOf(budget.Unit)), Text(budget.Currency), Long(budget.Cap),
                Text(BudgetRows.NameOf(budget.Window)), Text(BudgetRows.NameOf(budget.Rule)), Text(budget.CheaperModel),
                Time(now)),
            row => BudgetRows.ReadBudget(row, now),
            ct);
    }

    /// <summary>Changes what may change of a budget; null if it has another version.</summary>
    public Task<Budget?> Change(string tenant, BudgetDefinition budget, int version, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                update budget set cap = $4, rule = $5, cheaper_model = $6, version = version + 1, changed_at = $7
                where tenant = $1 and name = $2 and version = $3
                returning {BudgetRows.BudgetColumns}
                """,
                Text(tenant), Text(budget.Name), Int(version), Long(budget.Cap), Text(BudgetRows.NameOf(budget.Rule)),
                Text(budget.CheaperModel), Time(now))
            {
                TakesTurnsWith = BudgetBooks.Line,
            },
            row => BudgetRows.ReadBudget(row, now),
            ct);
    }

    /// <summary>Removes a budget; false if it has another version. Its entries go when they are old enough.</summary>
    public async Task<bool> Remove(string tenant, string name, int version, CancellationToken ct) =>
        await writes.ExecuteAsync(
            new SqlStatement(
                "delete from budget where tenant = $1 and name = $2 and version = $3", Text(tenant), Text(name), Int(version))
            {
                TakesTurnsWith = BudgetBooks.Line,
            },
            ct) == 1;

    /// <summary>A page of a budget's entries, newest first.</summary>
    public Task<ImmutableArray<BudgetEntry>> ListEntries(
        Guid budget, BudgetEntryStatus? status, Guid? after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {BudgetRows.EntryColumns} from budget_entry
                where budget_id = $1 and id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff') and ($3::text is null or status = $3)
                order by id desc limit $4
                """,
                Uuid(budget), Uuid(after), Text(status is { } one ? BudgetRows.NameOf(one) : null), Int(limit)),
            BudgetRows.ReadEntry,
            ct);
}
