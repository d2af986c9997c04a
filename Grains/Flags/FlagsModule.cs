using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Flags;

internal sealed class FlagsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<FlagStore>();
        services.AddSingleton<FeatureFlags>();
        services.AddSingleton<IFeatureFlags>(provider => provider.GetRequiredService<FeatureFlags>());
        services.AddHostedService(provider => provider.GetRequiredService<FeatureFlags>());
    }
}
