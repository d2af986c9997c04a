using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Erasures;

internal sealed class ErasuresModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ErasureStore>();
        services.AddSingleton<ErasureReceipt>();
        services.AddSingleton<PersonEraserRun>();
        services.AddSingleton<ErasureMeter>();
        services.AddSingleton<IUntakenWork, UntakenErasures>();
    }
}
