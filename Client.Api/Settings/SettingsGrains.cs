using Sanctum.Identity;

namespace Sanctum.Settings;

/// <summary>The grain of the settings.</summary>
internal static class SettingsGrains
{
    public static IMessageModeGrain MessageMode(this IGrainFactory grains) =>
        grains.GetGrain<IMessageModeGrain>(GrainKey.InDefaultTenant("settings").ToString());
}
