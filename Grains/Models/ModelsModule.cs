using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sanctum.Hosting;
using Sanctum.Models.Remote;

namespace Sanctum.Models;

internal sealed class ModelsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        foreach (var provider in typeof(ModelsModule).Assembly.GetTypes().Where(IsProvider))
            services.AddSingleton(typeof(IModelProvider), provider);
        services.TryAddSingleton(TimeProvider.System);
        foreach (var create in RemoteProviders.From(configuration))
            services.AddSingleton<IModelProvider>(provider => create(provider.GetRequiredService<TimeProvider>()));
        services.AddOptions();
        services.AddSingleton<ModelGateway>();
        services.AddSingleton<ModelContexts>();
        services.TryAddSingleton(Gateway);
    }

    private static IModelGateway Gateway(IServiceProvider services)
    {
        IModelGateway gateway = services.GetRequiredService<ModelGateway>();
        foreach (var wrap in services.GetServices<ModelGatewayWrapper>())
            gateway = wrap(gateway, services);
        return gateway;
    }

    /// <summary>One class, one provider; only remote ones are made from configuration, one for each section.</summary>
    private static bool IsProvider(Type type) =>
        typeof(IModelProvider).IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false }
            && type != typeof(RemoteProvider);
}
