using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Configuration;

internal sealed class ConfigurationModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<ConfigurationStore>();
}
