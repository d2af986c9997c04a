using Sanctum.Identity;

namespace Sanctum.Configuration;

/// <summary>The grains of the live configuration. It is one for the whole deployment, and so of the default tenant.</summary>
internal static class ConfigurationGrains
{
    public static IConfigurationGrain Configuration(this IGrainFactory grains) =>
        grains.GetGrain<IConfigurationGrain>(GrainKey.InDefaultTenant("configuration").ToString());

    public static ISettingsWorker SiloSettings(this IGrainFactory grains) =>
        grains.GetGrain<ISettingsWorker>(GrainKey.InDefaultTenant("settings").ToString());
}
