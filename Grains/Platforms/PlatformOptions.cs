using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Platforms;

/// <summary>How accounts on platforms are kept; section <c>Sanctum:Platforms</c>.</summary>
[Settings("Sanctum:Platforms", SettingsGroup.Agents)]
public sealed class PlatformOptions
{
    /// <summary>How long one call to a platform may take, when it is asked what is new or logged in to.</summary>
    [TimeRange("00:00:00.100", "00:05:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most that the first poll after a failure waits.</summary>
    [TimeRange("00:00:00.010", "00:10:00")]
    public TimeSpan PollRetryBaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The most that any poll waits after failures.</summary>
    [TimeRange("00:00:00.010", "01:00:00")]
    public TimeSpan PollRetryMaxDelay { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often logging in, refreshing and storing a session are tried again.</summary>
    [Range(1, 10)]
    public int SessionRetries { get; set; } = 3;

    /// <summary>The wait before the first of these retries; each further one waits twice as long.</summary>
    [TimeRange("00:00:00.001", "00:01:00")]
    public TimeSpan SessionRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The most that any of these retries waits.</summary>
    [TimeRange("00:00:00.001", "00:10:00")]
    public TimeSpan SessionRetryMaxDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long before its end a session is refreshed.</summary>
    [TimeRange("00:00:00", "01:00:00")]
    public TimeSpan RefreshAhead { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long sessions that ended are kept.</summary>
    [TimeRange("00:00:01", "3650.00:00:00")]
    public TimeSpan SessionRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How many profiles of people, as they were read of platforms, a process keeps in memory; those read last.
    /// </summary>
    [Range(1, 100_000)]
    public int ProfileCacheSize { get; set; } = 128;

    /// <summary>
    /// How long such a profile is good, in memory, in Redis where the cluster has it, and in the table <c>profile_cache</c>; zero
    /// has the platform asked each time.
    /// </summary>
    [TimeRange("00:00:00", "30.00:00:00")]
    public TimeSpan ProfileCacheAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long what cannot continue waits before it is looked at again: posts and turns of an account that is paused.
    /// </summary>
    [TimeRange("00:00:00.010", "01:00:00")]
    public TimeSpan UnavailableWait { get; set; } = TimeSpan.FromSeconds(15);
}
