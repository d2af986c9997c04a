using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Audit;

internal sealed class AuditModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<AuditStore>();
        services.AddSingleton<AuditChainStore>();
        services.AddSingleton<AuditSealing>();
        services.AddSingleton<AuditMeter>();
        services.AddSingleton<SealingSignal>();
        services.AddSingleton<IUntakenWork, UnsealedEntries>();
        services.AddSingleton<ISampledNumbers, SampledChain>();
    }
}
