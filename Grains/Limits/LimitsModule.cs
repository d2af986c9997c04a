using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Limits;

internal sealed class LimitsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<LostSilos>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<LostSilos>());
    }
}
