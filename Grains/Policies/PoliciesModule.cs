using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Policies;

internal sealed class PoliciesModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        foreach (var rule in typeof(PoliciesModule).Assembly.GetTypes().Where(IsRule))
            services.AddSingleton(typeof(IPolicyRule), rule);
        services.AddSingleton<PolicyEngine>();
    }

    private static bool IsRule(Type type) =>
        typeof(IPolicyRule).IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false };
}
