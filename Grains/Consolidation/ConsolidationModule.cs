using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Consolidation;

internal sealed class ConsolidationModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ConsolidationOptions>().BindConfiguration("Sanctum:Memory:Consolidation")
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ConsolidationStore>();
        services.AddSingleton<ConsolidationPlanStore>();
        services.AddSingleton<ProposalStore>();
        services.AddSingleton<MemoryReviewer>();
        services.AddSingleton<ConsolidationMeter>();
        services.AddSingleton<IUntakenWork, DueConsolidations>();
    }
}
