using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;
using Sanctum.Platforms.Bluesky.Tools;

[assembly: AdapterAssembly]

namespace Sanctum.Platforms.Bluesky;

internal sealed class BlueskyModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<XrpcClient>();
        services.AddSingleton<IdentityResolver>();
        services.AddSingleton<BlueskySessions>();
        services.AddSingleton<BlueskyClients>();
        services.AddSingleton<BlueskyAdapter>();
        services.AddSingleton<BlueskyAccounts>();
        services.AddSingleton<BlueskyConsent>();
        services.AddOptions<BlueskyOptions>().BindConfiguration("Sanctum:Bluesky").ValidateDataAnnotations().ValidateOnStart();
    }
}
