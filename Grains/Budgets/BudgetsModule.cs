using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Budgets;

internal sealed class BudgetsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BudgetOptions>().BindConfiguration("Sanctum:Budgets").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(ModelPrices.From(configuration));
        services.AddSingleton(PlatformFees.From(configuration));
        services.AddSingleton<BudgetStore>();
        services.AddSingleton<BudgetBooks>();
        services.AddSingleton<BudgetMeter>();
        services.AddSingleton<TenantBudgets>();
        services.AddHostedService(provider => provider.GetRequiredService<TenantBudgets>());
        services.AddSingleton<FullBudgets>();
        services.AddSingleton<ModelSpending>();
        services.AddSingleton<PaidAnswers>();
        services.AddSingleton<PlatformSpending>();
        services.AddSingleton<IUntakenWork, OverdueReservations>();
    }
}
