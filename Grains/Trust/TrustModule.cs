using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Trust;

internal sealed class TrustModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TrustOptions>().BindConfiguration("Sanctum:Trust").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SenderTrust>();
        services.AddSingleton<ContainmentMeter>();
        services.AddSingleton<Containment>();
    }
}
