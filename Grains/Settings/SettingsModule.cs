using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Settings;

internal sealed class SettingsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MessageOptions>().BindConfiguration("Sanctum:Messages").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MessageModeStore>();
        services.AddSingleton<UiSettingsStore>();
        services.AddSingleton<MessageModes>();
        services.AddHostedService(provider => provider.GetRequiredService<MessageModes>());
    }
}
