using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Traces;

internal sealed class TracesModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<TraceStore>();
        foreach (var eraser in PartTypes.Implementing<IPersonEraser>())
            services.AddSingleton(typeof(IPersonEraser), eraser);
    }
}
