using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Memory;

/// <summary>How changes of memory come to the replica; section <c>Sanctum:Memory</c>.</summary>
[Settings("Sanctum:Memory", SettingsGroup.Memory)]
public sealed class MemoryOptions
{
    /// <summary>Tries after which a change that the replica cannot take becomes a dead letter.</summary>
    [Live, Range(1, 100)]
    public int MaxAttempts { get; set; } = 6;

    /// <summary>The most that a change waits before it is sent the second time.</summary>
    [TimeRange("00:00:00.010", "00:10:00")]
    public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The most that a change waits before it is sent once more.</summary>
    [TimeRange("00:00:00.010", "1.00:00:00")]
    public TimeSpan RetryMaxDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How far the replica may be behind before <c>/ready</c> says that the service is degraded.</summary>
    [Live, TimeRange("00:00:00.100", "1.00:00:00")]
    public TimeSpan LagAlarm { get; set; } = TimeSpan.FromSeconds(30);
}
