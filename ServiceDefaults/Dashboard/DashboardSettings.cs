using Sanctum.Configuration;

namespace Sanctum.Dashboard;

/// <summary>Orleans' dashboard; section <c>Sanctum:Dashboard</c>.</summary>
[Settings("Sanctum:Dashboard", SettingsGroup.Api)]
internal sealed class DashboardSettings
{
    public const string Section = "Sanctum:Dashboard";

    /// <summary>
    /// Whether the gateway serves Orleans' dashboard at <c>/admin/orleans</c>, to callers on its own machine. Gateways and silos
    /// need the same value; silos count every grain call then.
    /// </summary>
    public bool Enabled { get; set; }

    /// <summary>Whether the configuration asks for it, before there are services to ask.</summary>
    public static bool IsEnabledIn(IConfiguration configuration) =>
        configuration.GetSection(Section).Get<DashboardSettings>()?.Enabled ?? false;
}
