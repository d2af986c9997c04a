using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Tenants;

internal sealed class TenantsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<TenantStore>();
        services.AddSingleton<TenantUseStore>();
        services.AddSingleton<QuotaReservationStore>();
        services.AddSingleton<TenantQuotaCheck>();
        services.AddSingleton<TenantTables>();
        services.AddSingleton<TenantEraser>();
        services.AddSingleton<TenantMeter>();
        services.AddSingleton<TenantList>();
        services.AddHostedService(provider => provider.GetRequiredService<TenantList>());
    }
}
