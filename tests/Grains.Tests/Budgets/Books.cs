using System.Collections.Immutable;
using Npgsql;

namespace Sanctum.Budgets;

/// <summary>Budgets of a tenant that a test has alone, and what their rows say.</summary>
internal sealed class Books(SanctumHost host)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public string Tenant { get; } = $"t-{Guid.NewGuid():N}";

    public BudgetBooks Rows { get; } = host.Part<BudgetBooks>();

    public async Task<BudgetInForce> Add(long cap, BudgetWindow window = BudgetWindow.Total, BudgetUnit unit = BudgetUnit.Tokens)
    {
        var budget = new BudgetDefinition(
            $"b-{Guid.NewGuid():N}"[..12], BudgetScope.Tenant, "", unit, unit == BudgetUnit.Money ? "USD" : null, cap, window,
            BudgetRule.Refuse, null);
        var added = await host.Part<BudgetStore>().Add(Tenant, budget, CancellationToken.None);
        return new BudgetInForce(added!.Id, budget);
    }

    public SpendingCall NewCall(long holder = 1) => new(Tenant, "ada", null, "s", Guid.NewGuid(), 0, holder);

    /// <returns>Whether the call has what it needs.</returns>
    public async Task<bool> Reserve(SpendingCall call, DateTimeOffset now, params (BudgetInForce Budget, long Amount)[] needs)
    {
        var standings = await Rows.Reserve(
            call, "scripted/test", [.. needs.Select(need => new BudgetNeed(need.Budget, need.Amount))], now, Lifetime,
            CancellationToken.None);
        Assert.Equal(needs.Length, standings.Length);
        return standings.All(standing => standing.Fits);
    }

    public Task<ImmutableArray<BudgetSpending>> Settle(SpendingCall call, long tokens, DateTimeOffset now) =>
        Rows.Settle(call, new CallCost(tokens, tokens), now, CancellationToken.None);

    /// <summary>Spent and reserved, as the budget's row has them.</summary>
    public Task<(long Spent, long Reserved)> Of(BudgetInForce budget) =>
        Read($"select spent, reserved from budget where id = '{budget.Id}'");

    /// <summary>Spent and reserved, as the entries of the budget's present window add up.</summary>
    public Task<(long Spent, long Reserved)> OfEntries(BudgetInForce budget) => Read(
        $"""
        select coalesce(sum(settled), 0)::bigint, coalesce(sum(entry.reserved) filter (where status = 'reserved'), 0)::bigint
        from budget_entry entry join budget on budget.id = budget_id and entry.window_start = budget.window_start
        where budget_id = '{budget.Id}'
        """);

    private async Task<(long Spent, long Reserved)> Read(string sql)
    {
        await using NpgsqlCommand command = host.Rows.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt64(0), row.GetInt64(1));
    }
}
