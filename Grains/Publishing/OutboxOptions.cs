using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Publishing;

/// <summary>How posts go out; section <c>Sanctum:Outbox</c>.</summary>
[Settings("Sanctum:Outbox", SettingsGroup.Agents)]
public sealed class OutboxOptions
{
    /// <summary>Failed attempts after which a post ends in error.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 8;

    /// <summary>
    /// How long posts of an account may fail, its circuit opening again and again, without attempts being counted; later, each
    /// failure is an attempt.
    /// </summary>
    [TimeRange("00:00:00", "30.00:00:00")]
    public TimeSpan OutagePatience { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The most that the first retry waits.</summary>
    [TimeRange("00:00:00.010", "00:10:00")]
    public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The most that any retry waits.</summary>
    [TimeRange("00:00:00.010", "1.00:00:00")]
    public TimeSpan RetryMaxDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Posts of one account that may be under way at once; those of one session go one after the other.</summary>
    [Range(1, 1_000)]
    public int MaxConcurrentPosts { get; set; } = 64;

    /// <summary>Posts that one account may send in a burst.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 10_000;

    /// <summary>Posts per second that one account may send in the long run; 0.1 is one in ten seconds.</summary>
    [Range(0.001, 1_000_000)]
    public double PostsPerSecond { get; set; } = 5_000;

    /// <summary>Failures in a row after which an account sends nothing for a while.</summary>
    [Range(1, 1_000)]
    public int CircuitThreshold { get; set; } = 10;

    /// <summary>How long that while is.</summary>
    [TimeRange("00:00:00.100", "01:00:00")]
    public TimeSpan CircuitPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long posts of an account may fail, its circuit opening again and again, before those never tried go to its fallback.
    /// </summary>
    [TimeRange("00:00:00.100", "7.00:00:00")]
    public TimeSpan FallbackAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long one attempt may take.</summary>
    [TimeRange("00:00:00.100", "00:05:00")]
    public TimeSpan PostTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
