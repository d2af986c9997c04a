using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;
using Sanctum.Storage;

namespace Sanctum.Retention;

internal sealed class RetentionModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RetentionOptions>().BindConfiguration("Sanctum:Retention").ValidateDataAnnotations()
            .ValidateOnStart();
        foreach (var kind in PartTypes.Implementing<IExpiringRows>())
            services.AddSingleton(typeof(IExpiringRows), kind);
    }
}
