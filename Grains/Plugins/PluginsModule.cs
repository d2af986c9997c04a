using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Conversations;
using Sanctum.Hosting;
using Sanctum.Settings;

namespace Sanctum.Plugins;

internal sealed class PluginsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PluginOptions>().BindConfiguration("Sanctum:Plugins").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PluginEventHub>();
        services.AddSingleton<IEventSubscriber<SessionEvent>, SessionEventForwarder>();
        services.AddSingleton<IEventSubscriber<ModeChanged>, ModeForwarder>();
        services.AddSingleton<PluginServices>();
        services.AddSingleton<PluginStage>();
        services.AddSingleton<PluginHost>();
        services.AddHostedService(provider => provider.GetRequiredService<PluginHost>());
    }
}
