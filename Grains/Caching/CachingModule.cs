using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Caching;

internal sealed class CachingModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CacheOptions>().BindConfiguration("Sanctum:Cache").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<CacheRemovalFollower>();
        services.AddSingleton<TieredCaches>();
    }
}
