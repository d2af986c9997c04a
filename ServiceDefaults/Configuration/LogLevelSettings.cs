namespace Sanctum.Configuration;

/// <summary>Which lines are logged; section <c>Logging</c>, which .NET reads.</summary>
[Settings("Logging", SettingsGroup.Logging)]
internal sealed class LogLevelSettings
{
    /// <summary>The lowest level that is logged, by category; <c>Default</c> is for all others.</summary>
    [Live]
    public Dictionary<string, LogLevel> LogLevel { get; set; } = [];
}
