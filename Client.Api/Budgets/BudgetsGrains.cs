using Sanctum.Access;

namespace Sanctum.Budgets;

/// <summary>The grain of the budgets.</summary>
internal static class BudgetsGrains
{
    public static IBudgetsGrain Budgets(this IGrainFactory grains) =>
        grains.GetGrain<IBudgetsGrain>(CallerTenant.Key("budgets").ToString());
}
