using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Budgets;

/// <summary>
/// The budgets of a tenant, and the only writer of their definitions; keyed <c>{tenant}/budgets</c>. What model calls reserve
/// and spend is written by the silo that makes the call, under the budget's row.
/// </summary>
[Alias("sanctum.IBudgetsGrain")]
public interface IBudgetsGrain : IGrainWithStringKey
{
    /// <summary>Budgets in the order of their names.</summary>
    /// <param name="after">Only names behind this one; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    [AlwaysInterleave, ReadOnly, Alias("List")]
    Task<BudgetPage> List(string? after, int limit);

    /// <summary>One budget.</summary>
    /// <exception cref="NotFoundException">There is none of this name.</exception>
    [AlwaysInterleave, ReadOnly, Alias("Get")]
    Task<Budget> Get(string name);

    /// <summary>Creates a budget, or changes its cap and its rule. The same definition again changes nothing.</summary>
    /// <param name="definition">The budget.</param>
    /// <param name="expectedVersion">The version that is changed, 0 for none; null where any may be.</param>
    /// <exception cref="InvalidRequestException">A field breaks a rule, or the tenant has as many budgets as it may.</exception>
    /// <exception cref="ConflictException">The budget has another version.</exception>
    [Alias("Put")]
    Task<Budget> Put(BudgetDefinition definition, int? expectedVersion);

    /// <summary>Deletes a budget: it limits nothing any more.</summary>
    /// <returns>The budget as it was.</returns>
    /// <exception cref="NotFoundException">There is none of this name.</exception>
    /// <exception cref="ConflictException">The budget has another version than <paramref name="expectedVersion"/>.</exception>
    [Alias("Delete")]
    Task<Budget> Delete(string name, int? expectedVersion);

    /// <summary>What model calls reserved on a budget, newest first.</summary>
    /// <param name="name">The budget.</param>
    /// <param name="status">Only these, or null for all.</param>
    /// <param name="after">Only older ones than this id; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="NotFoundException">There is none of this name.</exception>
    [AlwaysInterleave, ReadOnly, Alias("ListEntries")]
    Task<BudgetEntryPage> ListEntries(string name, BudgetEntryStatus? status, Guid? after, int limit);

    /// <summary>The budgets in force, once their revision is not <paramref name="known"/>, or after a while.</summary>
    [AlwaysInterleave, Alias("Follow")]
    Task<BudgetsInForce> Follow(long known, CancellationToken cancellationToken);

    /// <summary>Counts reservations as spent whose time is over. Safe at any time.</summary>
    /// <returns>How many.</returns>
    [Alias("Expire")]
    Task<int> Expire();
}

/// <summary>A page of budgets.</summary>
/// <param name="Items">In the order of their names.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.budget-page")]
public sealed record BudgetPage([property: Id(0)] ImmutableArray<Budget> Items, [property: Id(1)] string? Next);

/// <summary>The budgets of a tenant, as silos apply them.</summary>
/// <param name="Revision">Grows with every change, and with every activation of the grain.</param>
/// <param name="Budgets">All of them.</param>
[GenerateSerializer, Immutable, Alias("sanctum.budgets-in-force")]
public sealed record BudgetsInForce(
    [property: Id(0)] long Revision, [property: Id(1)] ImmutableArray<BudgetInForce> Budgets);

/// <summary>A budget that is in force.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Definition">What it limits.</param>
[GenerateSerializer, Immutable, Alias("sanctum.budget-in-force")]
public sealed record BudgetInForce([property: Id(0)] Guid Id, [property: Id(1)] BudgetDefinition Definition);
