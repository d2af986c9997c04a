using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using Sanctum.Access;
using Sanctum.Edge;

namespace Sanctum.Dashboard;

/// <summary>Orleans' dashboard, where the setting asks for it; <see cref="DashboardGuard"/> says who may see it.</summary>
internal sealed class DashboardEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<IOptions<DashboardSettings>>().Value.Enabled)
            routes.MapOrleansDashboard(DashboardGuard.Path).ExcludeFromDescription().Needs("cluster:read").ForOperators();
    }
}
