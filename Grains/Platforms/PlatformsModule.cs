using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;
using Sanctum.Platforms.Accounts;
using Sanctum.Platforms.People;
using Sanctum.Platforms.Replies;
using Sanctum.Queues;

namespace Sanctum.Platforms;

internal sealed class PlatformsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        foreach (var adapter in PartTypes.Implementing<IPlatformAdapter>().Where(IsThereFromTheStart))
            services.AddSingleton(typeof(IPlatformAdapter), adapter);
        services.AddOptions<PlatformOptions>().BindConfiguration("Sanctum:Platforms").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PlatformAdapters>();
        services.AddSingleton<IPlatformPresence>(provider => provider.GetRequiredService<PlatformAdapters>());
        services.AddHostedService(provider => provider.GetRequiredService<PlatformAdapters>());
        services.AddSingleton<PlatformAccess>();
        services.AddSingleton<IReplyGate, ReplyGate>();
        services.AddSingleton<ReplyConsent>();
        services.AddSingleton<IReplyConsent>(provider => provider.GetRequiredService<ReplyConsent>());
        services.AddSingleton<IAgentAccounts, AgentAccounts>();
        services.AddSingleton<TypingSignals>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<LoginStore>();
        services.AddSingleton<AdmissionStore>();
        services.AddSingleton<AccountSecrets>();
        services.AddSingleton<ProfileStore>();
        services.AddSingleton<PersonStore>();
        services.AddSingleton<ProfileCacheStore>();
        services.AddSingleton<ProfileCache>();
        services.AddHostedService<AccountStarter>();
    }

    private static bool IsThereFromTheStart(Type adapter) => !adapter.IsDefined(typeof(AddedAtRunTimeAttribute), inherit: false);
}
