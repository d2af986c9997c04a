using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Agents;

internal sealed class AgentsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration) => services.AddSingleton<AgentStore>();
}
