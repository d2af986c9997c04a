using Sanctum.Errors;

namespace Sanctum.Budgets;

/// <summary>Definitions of budgets, of a tenant that the test has alone.</summary>
[Collection(HostSuite.Name)]
public sealed class BudgetsGrainTests(SanctumHost host)
{
    private static readonly BudgetDefinition Daily = new(
        "daily", BudgetScope.Tenant, "", BudgetUnit.Tokens, null, 1_000, BudgetWindow.Day, BudgetRule.Refuse, null);

    private readonly IBudgetsGrain _budgets = host.Grains.GetGrain<IBudgetsGrain>($"t-{Guid.NewGuid():N}/budgets");

    [Fact]
    public async Task A_budget_is_created_read_changed_and_deleted()
    {
        var created = await _budgets.Put(Daily, expectedVersion: null);
        var same = await _budgets.Put(Daily, expectedVersion: null);
        var changed = await _budgets.Put(Daily with { Cap = 2_000, Rule = BudgetRule.Wait }, expectedVersion: 1);

        Assert.Equal((1, 1, 2), (created.Version, same.Version, changed.Version));
        Assert.Equal((created.Id, 2_000, 2_000), (changed.Id, changed.Definition.Cap, changed.Left));
        Assert.Equal(changed.Definition, (await _budgets.Get("daily")).Definition);
        Assert.Equal(created.CreatedAt.UtcDateTime.Date.AddDays(1), created.RenewsAt!.Value.UtcDateTime);
        Assert.Equal("daily", Assert.Single((await _budgets.List(null, 10)).Items).Definition.Name);

        await _budgets.Delete("daily", expectedVersion: 2);
        await Assert.ThrowsAsync<NotFoundException>(() => _budgets.Get("daily"));
        await Assert.ThrowsAsync<NotFoundException>(() => _budgets.Delete("daily", expectedVersion: null));
        await Assert.ThrowsAsync<NotFoundException>(() => _budgets.ListEntries("daily", null, null, 10));
        Assert.NotEqual(created.Id, (await _budgets.Put(Daily, expectedVersion: 0)).Id);
    }

    [Fact]
    public async Task A_change_of_another_version_is_refused()
    {
        await _budgets.Put(Daily, expectedVersion: null);

        await Assert.ThrowsAsync<ConflictException>(() => _budgets.Put(Daily with { Cap = 5 }, expectedVersion: 2));
        await Assert.ThrowsAsync<ConflictException>(() => _budgets.Put(Daily with { Cap = 5 }, expectedVersion: 0));
        await Assert.ThrowsAsync<ConflictException>(() => _budgets.Delete("daily", expectedVersion: 7));
        await Assert.ThrowsAsync<ConflictException>(() => _budgets.Put(Daily with { Name = "other" }, expectedVersion: 1));
    }

    [Fact]
    public async Task What_gives_the_books_their_meaning_cannot_change()
    {
        await _budgets.Put(Daily, expectedVersion: null);
        var other = Daily with
        {
            Scope = BudgetScope.Agent,
            Subject = "ada",
            Unit = BudgetUnit.Money,
            Currency = "USD",
            Window = BudgetWindow.Hour,
        };

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => _budgets.Put(other, expectedVersion: null));

        Assert.Equal(["scope", "subject", "unit", "currency", "window"], refused.Errors.Select(error => error.Field));
    }

    public static TheoryData<string, BudgetDefinition> Faults { get; } = new()
    {
        { "name", Daily with { Name = "Daily" } },
        { "name", Daily with { Name = new string('a', 65) } },
        { "cap", Daily with { Cap = -1 } },
        { "cap", Daily with { Cap = BudgetRules.MaxCap + 1 } },
        { "subject", Daily with { Subject = "ada" } },
        { "subject", Daily with { Scope = BudgetScope.Agent } },
        { "subject", Daily with { Scope = BudgetScope.Key, Subject = new string('k', 257) } },
        { "subject", Daily with { Scope = BudgetScope.Key, Subject = "a\0b" } },
        { "subject", Daily with { Scope = BudgetScope.Model, Subject = "gpt" } },
        { "currency", Daily with { Unit = BudgetUnit.Money, Currency = "EUR" } },
        { "currency", Daily with { Currency = "USD" } },
        { "rule", Daily with { Window = BudgetWindow.Total, Rule = BudgetRule.Wait } },
        { "cheaperModel", Daily with { CheaperModel = "a/b" } },
        { "cheaperModel", Daily with { Rule = BudgetRule.Cheaper } },
        { "cheaperModel", Daily with { Rule = BudgetRule.Cheaper, CheaperModel = "a/b" } },
        {
            "cheaperModel",
            Daily with { Unit = BudgetUnit.Money, Currency = "USD", Rule = BudgetRule.Cheaper, CheaperModel = "b" }
        },
        {
            "cheaperModel",
            Daily with { Scope = BudgetScope.Model, Subject = "a/b", Rule = BudgetRule.Cheaper, CheaperModel = "a/b" }
        },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task A_field_that_breaks_a_rule_is_named(string field, BudgetDefinition budget)
    {
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => _budgets.Put(budget, expectedVersion: null));

        Assert.Equal(field, Assert.Single(refused.Errors).Field);
        Assert.Empty((await _budgets.List(null, 10)).Items);
    }

    [Fact]
    public async Task A_tenant_has_no_more_budgets_than_the_limit_and_pages_have_all_in_order()
    {
        var own = new SanctumHost();
        await own.Start(("Sanctum:Budgets:MaxBudgets", "3"));
        var budgets = own.Grains.GetGrain<IBudgetsGrain>("default/budgets");
        foreach (var name in new[] { "c", "a", "b" })
            await budgets.Put(Daily with { Name = name }, expectedVersion: null);

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => budgets.Put(Daily with { Name = "d" }, expectedVersion: null));
        var first = await budgets.List(null, 2);
        var second = await budgets.List(first.Next, 2);

        Assert.Contains("3 budgets, the limit", Assert.Single(refused.Errors).Message, StringComparison.Ordinal);
        Assert.Equal(["a", "b", "c"], first.Items.Concat(second.Items).Select(budget => budget.Definition.Name));
        Assert.Null(second.Next);
        await own.DisposeAsync();
    }
}
