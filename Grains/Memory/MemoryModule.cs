using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Memory;

internal sealed class MemoryModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MemoryOptions>().BindConfiguration("Sanctum:Memory").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MemoryStore>();
        services.AddSingleton<MemoryPolicy>();
        services.AddSingleton<MemoryWalStore>();
        services.AddSingleton<MemoryReplicaStore>();
        services.AddSingleton<MemoryListing>();
        services.AddSingleton<MemoryMeter>();
        services.AddSingleton<IUntakenWork, UntakenWrites>();
        services.AddSingleton<ISampledNumbers, SampledMemory>();
    }
}
