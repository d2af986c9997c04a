using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sanctum.Hosting;
using Sanctum.Secrets;
using Sanctum.Storage;

namespace Sanctum.Installations;

internal sealed class InstallationsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(new InstallationIdentity("default", "default"));
        services.AddSingleton<IMigrationGuard, InstallationGuard>();
        services.AddSingleton<IAgreedKey, AgreedKey>();
    }
}
