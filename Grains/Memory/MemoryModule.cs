using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Memory;

internal sealed class MemoryModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration) => services.AddSingleton<MemoryStore>();
}
