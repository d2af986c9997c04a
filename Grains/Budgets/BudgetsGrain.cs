using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Budgets;

/// <summary>Keeps the definitions in memory; silos that make model calls for the tenant wait here for the next change.</summary>
/// <remarks>
/// Invariant: memory changes only after its row did. Options: <see cref="BudgetOptions"/>. Meter: <see cref="BudgetMeter"/>.
/// </remarks>
[GrainType("budgets")]
internal sealed class BudgetsGrain(
    BudgetStore store, BudgetBooks books, BudgetMeter meter, IOptions<BudgetOptions> options, TimeProvider clock)
    : Grain, IBudgetsGrain
{
    private readonly ChangeSignal _changed = new(clock);
    private ImmutableSortedDictionary<string, Budget> _budgets = ImmutableSortedDictionary.Create<string, Budget>(
        StringComparer.Ordinal);
    private long _revision;

    private string Tenant => this.Key().Tenant;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var rows = await store.Load(Tenant, cancellationToken);
        _budgets = _budgets.AddRange(rows.Select(budget => KeyValuePair.Create(budget.Definition.Name, budget)));
        // Above whatever an activation before this one gave out.
        _revision = clock.GetUtcNow().ToUnixTimeMilliseconds();
    }

    public async Task<BudgetPage> List(string? after, int limit)
    {
        PageLimit.Check(limit);
        var page = await store.List(Tenant, after, limit, CancellationToken.None);
        return new BudgetPage(page, page.Length == limit ? page[^1].Definition.Name : null);
    }

    public async Task<Budget> Get(string name) =>
        await store.Find(Tenant, name, CancellationToken.None) ?? throw new NotFoundException("budget", name);

    public async Task<Budget> Put(BudgetDefinition definition, int? expectedVersion)
    {
        if (definition is { Unit: BudgetUnit.Money, Currency: null })
            definition = definition with { Currency = options.Value.Currency };
        BudgetRules.Check(definition, options.Value.Currency);
        var known = _budgets.GetValueOrDefault(definition.Name);
        ThrowIfChanged(definition.Name, known, expectedVersion);
        if (known is null && _budgets.Count >= options.Value.MaxBudgets)
            throw new InvalidRequestException(
                "name", $"cannot be added: the tenant has {_budgets.Count} budgets, the limit (Sanctum:Budgets:MaxBudgets).");
        if (known is not null)
            BudgetRules.CheckChange(known.Definition, definition);
        if (known?.Definition == definition)
            return await Get(definition.Name);
        var written = await Write(() => known is null
            ? store.Add(Tenant, definition, CancellationToken.None)
            : store.Change(Tenant, definition, known.Version, CancellationToken.None));
        Changed(_budgets.SetItem(definition.Name, written));
        return written;
    }

    public async Task<Budget> Delete(string name, int? expectedVersion)
    {
        var known = _budgets.GetValueOrDefault(name) ?? throw new NotFoundException("budget", name);
        ThrowIfChanged(name, known, expectedVersion);
        var last = await Get(name);
        await Write(async () => await store.Remove(Tenant, name, known.Version, CancellationToken.None) ? last : null);
        Changed(_budgets.Remove(name));
        return last;
    }

    public async Task<BudgetEntryPage> ListEntries(string name, BudgetEntryStatus? status, Guid? after, int limit)
    {
        PageLimit.Check(limit);
        var budget = await Get(name);
        var page = await store.ListEntries(budget.Id, status, after, limit, CancellationToken.None);
        return new BudgetEntryPage(page, page.Length == limit ? page[^1].Id : null);
    }

    public async Task<BudgetsInForce> Follow(long known, CancellationToken cancellationToken)
    {
        if (known == _revision)
            await _changed.Wait(cancellationToken);
        return new BudgetsInForce(
            _revision, [.. _budgets.Values.Select(budget => new BudgetInForce(budget.Id, budget.Definition))]);
    }

    public async Task<int> Expire()
    {
        var spent = await books.Expire(Tenant, clock.GetUtcNow(), CancellationToken.None);
        meter.Expired(spent);
        return spent.Length;
    }

    private void Changed(ImmutableSortedDictionary<string, Budget> budgets)
    {
        _budgets = budgets;
        _revision++;
        _changed.Raise();
    }

    private static void ThrowIfChanged(string name, Budget? known, int? expectedVersion)
    {
        var version = known?.Version ?? 0;
        if (expectedVersion is { } expected && expected != version)
            throw new ConflictException($"Budget '{name}' has version {version}, not {expected}.");
    }

    private async Task<Budget> Write(Func<Task<Budget?>> write)
    {
        try
        {
            return await write() ?? throw new ConflictException("The budget was changed by another activation; try again.");
        }
        catch
        {
            // What the rows hold is not known; the next activation reads them.
            DeactivateOnIdle();
            throw;
        }
    }
}
