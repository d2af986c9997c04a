using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Conversations;
using Sanctum.Hosting;

namespace Sanctum.Memory;

internal sealed class MemoryModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MemoryOptions>().BindConfiguration("Sanctum:Memory").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MemoryStore>();
        services.AddSingleton<BlockVersionStore>();
        services.AddSingleton(provider => new BlockHistory(provider.GetRequiredService<BlockVersionStore>()));
        services.AddSingleton<TurnAttachments>();
        services.AddSingleton<IEventSubscriber<SessionEvent>>(provider => provider.GetRequiredService<TurnAttachments>());
        services.AddSingleton<MemoryPolicy>();
        services.AddSingleton<MemoryWalStore>();
        services.AddSingleton<MemoryReplicaStore>();
        services.AddSingleton<MemoryListing>();
        services.AddSingleton<MemoryMeter>();
        services.AddSingleton<IUntakenWork, UntakenWrites>();
        services.AddSingleton<ISampledNumbers, SampledMemory>();
        PassageServices.Add(services);
        ImportServices.Add(services);
        SessionMemoryServices.Add(services);
        SharedBlockServices.Add(services);
    }
}
