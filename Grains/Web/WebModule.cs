using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Web;

internal sealed class WebModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<IVettedHttp, VettedHttp>();
}
