using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Sanctum.Hosting;

/// <summary>Adds what the grains need to the process that hosts them.</summary>
public static class ServiceRegistration
{
    /// <summary>Registers every feature's services and options.</summary>
    public static IServiceCollection AddSanctumGrains(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        foreach (var module in PartTypes.Implementing<IGrainModule>())
            ((IGrainModule)Activator.CreateInstance(module)!).Register(services, configuration);
        return services;
    }
}
