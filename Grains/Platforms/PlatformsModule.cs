using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Platforms;

internal sealed class PlatformsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        foreach (var adapter in typeof(PlatformsModule).Assembly.GetTypes().Where(IsAdapter))
            services.AddSingleton(typeof(IPlatformAdapter), adapter);
        services.AddSingleton<PlatformAdapters>();
        services.AddHostedService(provider => provider.GetRequiredService<PlatformAdapters>());
    }

    private static bool IsAdapter(Type type) => typeof(IPlatformAdapter).IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false };
}
