using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Plugins;

internal sealed class PluginsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PluginOptions>().BindConfiguration("Sanctum:Plugins").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PluginEventHub>();
        services.AddSingleton<PluginStage>();
        services.AddSingleton<PluginHost>();
        services.AddHostedService(provider => provider.GetRequiredService<PluginHost>());
    }
}
