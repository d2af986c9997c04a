using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Sanctum.Hosting;

namespace Sanctum.Placement;

internal sealed class PlacementModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<AgentHomes>();
        services.AddPlacementDirector<AgentPlacement, AgentPlacementDirector>();
    }
}
