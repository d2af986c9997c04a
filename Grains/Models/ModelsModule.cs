using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sanctum.Hosting;

namespace Sanctum.Models;

internal sealed class ModelsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        foreach (var provider in typeof(ModelsModule).Assembly.GetTypes().Where(IsProvider))
            services.AddSingleton(typeof(IModelProvider), provider);
        services.TryAddSingleton<IModelGateway, ModelGateway>();
    }

    private static bool IsProvider(Type type) => typeof(IModelProvider).IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false };
}
