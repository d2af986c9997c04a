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
        // One class, one provider; remote ones are made from configuration, one for each section.
        foreach (var provider in PartTypes.Implementing<IModelProvider>().Where(type => type != typeof(RemoteProvider)))
            services.AddSingleton(typeof(IModelProvider), provider);
        services.TryAddSingleton(TimeProvider.System);
        foreach (var create in RemoteProviders.From(configuration))
            services.AddSingleton<IModelProvider>(provider => create(provider.GetRequiredService<TimeProvider>()));
        services.AddOptions();
        services.AddSingleton<ModelGateway>();
        services.AddSingleton<TokenCounter>();
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
}
