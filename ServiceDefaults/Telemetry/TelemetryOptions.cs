using Sanctum.Configuration;

namespace Sanctum.Telemetry;

/// <summary>Logs, traces and metrics; section <c>Sanctum:Telemetry</c>.</summary>
[Settings("Sanctum:Telemetry", SettingsGroup.Logging)]
internal sealed class TelemetryOptions
{
    public const string Section = "Sanctum:Telemetry";

    /// <summary>
    /// Whether spans pass through grain calls, each of which then passes two filters more; unless set, where traces are exported.
    /// </summary>
    public bool? TraceCalls { get; set; }
}
