using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sanctum.Hosting;
using Sanctum.Platforms.Webhooks;

namespace Sanctum.Platforms.Remote;

internal sealed class RemoteModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RemoteOptions>().BindConfiguration("Sanctum:RemotePlatforms").ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSignedClient(RemoteCalls.Client, provider =>
            RemoteCalls.ThisMachine.Concat(provider.GetRequiredService<IOptions<RemoteOptions>>().Value.AllowedNetworks));
        services.AddSingleton<RemoteCalls>();
        services.AddSingleton<RemoteStore>();
        services.AddSingleton<RemotePlatforms>();
        services.AddHostedService(provider => provider.GetRequiredService<RemotePlatforms>());
    }
}
