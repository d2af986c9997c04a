using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Health;

internal sealed class HealthModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        foreach (var source in typeof(HealthModule).Assembly.GetTypes()
            .Where(type => type.IsClass && type.IsAssignableTo(typeof(IImpairmentSource))))
            services.AddSingleton(typeof(IImpairmentSource), source);
    }
}
