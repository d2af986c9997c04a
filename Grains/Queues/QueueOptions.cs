using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Queues;

/// <summary>How queues lease, retry and bound their items; section <c>Sanctum:Queue</c>.</summary>
[Settings("Sanctum:Queue", SettingsGroup.Agents)]
public sealed class QueueOptions
{
    /// <summary>
    /// How long a lease holds without being prolonged. A crash that nobody notices delays an item by this and up to two sweeps.
    /// </summary>
    [TimeRange("00:00:01", "00:10:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Failed attempts after which an item ends in error.</summary>
    [Live, Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>
    /// How long an item waits, from when it came in, for a model or a database that is away without an attempt being counted;
    /// later, each time is an attempt.
    /// </summary>
    [Live, TimeRange("00:00:00", "30.00:00:00")]
    public TimeSpan OutagePatience { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Leases lost with their process after which an item ends in error.</summary>
    [Live, Range(1, 1_000)]
    public int MaxCrashes { get; set; } = 25;

    /// <summary>The most that the first retry waits.</summary>
    [TimeRange("00:00:00.010", "00:10:00")]
    public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The most that any retry waits.</summary>
    [TimeRange("00:00:00.010", "1.00:00:00")]
    public TimeSpan RetryMaxDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Open items of one agent beyond which new ones are refused.</summary>
    [Live, Range(1, 10_000_000)]
    public int MaxDepth { get; set; } = 100_000;

    /// <summary>Open items that a queue keeps in memory; the rest waits in its rows.</summary>
    [Range(16, 1_000_000)]
    public int Window { get; set; } = 10_000;

    /// <summary>How often the lifeline looks for what nobody has taken up.</summary>
    [TimeRange("00:00:00.050", "00:10:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Items of a batch where an operator has a queue worked off; what comes in is offered at once and in no batches.
    /// </summary>
    [Live, Range(1, 1_000)]
    public int BatchSize { get; set; } = 10;

    /// <summary>The wait between two such batches.</summary>
    [Live, TimeRange("00:00:00", "00:01:00")]
    public TimeSpan BatchPause { get; set; } = TimeSpan.FromMilliseconds(100);
}
