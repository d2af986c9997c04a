using Sanctum.Configuration;

namespace Sanctum.Caching;

/// <summary>How caches use the tier that the silos of a cluster share; section <c>Sanctum:Cache</c>.</summary>
[Settings("Sanctum:Cache", SettingsGroup.App)]
public sealed class CacheOptions
{
    /// <summary>
    /// How long one read or write of the shared tier, Redis, may take; a slower one counts as none, and the next tier answers.
    /// </summary>
    [TimeRange("00:00:00.010", "00:00:10")]
    public TimeSpan SharedTimeout { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the shared tier is not asked after it has failed.</summary>
    [TimeRange("00:00:00", "00:10:00")]
    public TimeSpan SharedPause { get; set; } = TimeSpan.FromSeconds(5);
}
