using Sanctum.Access;
using Sanctum.Identity;

namespace Sanctum.Settings;

/// <summary>The grains of the settings.</summary>
internal static class SettingsGrains
{
    public static IMessageModeGrain MessageMode(this IGrainFactory grains) =>
        grains.GetGrain<IMessageModeGrain>(CallerTenant.Key("settings").ToString());

    public static IUiSettingsGrain UiSettings(this IGrainFactory grains) => grains.UiSettings(CallerTenant.Name);

    public static IUiSettingsGrain UiSettings(this IGrainFactory grains, string tenant) =>
        grains.GetGrain<IUiSettingsGrain>(new GrainKey(tenant, "ui-settings").ToString());
}
