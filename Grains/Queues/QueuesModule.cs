using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Approvals;
using Sanctum.Hosting;

namespace Sanctum.Queues;

internal sealed class QueuesModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<QueueOptions>().BindConfiguration("Sanctum:Queue").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<QueueHealthOptions>().BindConfiguration("Sanctum:QueueHealth").ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<QueueStore>();
        services.AddSingleton<QueueBacklogStore>();
        services.AddSingleton<QueueModeStore>();
        services.AddSingleton<QueueAdminStore>();
        services.AddSingleton<ItemNotes>();
        services.AddSingleton<QueueCounters>();
        services.AddSingleton<RepairStore>();
        services.AddSingleton<QueueRepair>();
        services.AddSingleton<QueueMeter>();
        services.AddSingleton<HeldLeases>();
        services.AddSingleton<TurnDispatcher>();
        services.AddSingleton<SiloDeaths>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<SiloDeaths>());
        services.AddSingleton<IUntakenWork, UntakenItems>();
        services.AddSingleton<IApprovalWaiter, WaitingTurns>();
        services.AddSingleton<ISampledNumbers, SampledQueues>();
        services.AddHostedService<DeathNotice>();
    }
}
