using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Platforms.Remote;

internal sealed class RemoteModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RemoteOptions>().BindConfiguration("Sanctum:RemotePlatforms").ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<RemoteCalls>();
        services.AddSingleton<RemoteStore>();
        services.AddSingleton<RemotePlatforms>();
        services.AddHostedService(provider => provider.GetRequiredService<RemotePlatforms>());
    }
}
