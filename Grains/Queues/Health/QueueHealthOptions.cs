using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Queues;

/// <summary>When a queue is not healthy; section <c>Sanctum:QueueHealth</c>.</summary>
[Settings("Sanctum:QueueHealth", SettingsGroup.Agents)]
public sealed class QueueHealthOptions
{
    /// <summary>
    /// Share of items in error above which a queue is in warning; of all that it holds and of all that ended well within the
    /// window.
    /// </summary>
    [Live, Range(0.0, 1.0)]
    public double WarningErrorShare { get; set; } = 0.2;

    /// <summary>The same share above which a queue is critical.</summary>
    [Live, Range(0.0, 1.0)]
    public double CriticalErrorShare { get; set; } = 0.5;

    /// <summary>How far back items that ended well still count against those in error.</summary>
    [TimeRange("00:00:10", "7.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Items waiting, running and in error above which a queue is in warning.</summary>
    [Live, Range(1, 10_000_000)]
    public int WarningItems { get; set; } = 1_000;

    /// <summary>How long the oldest item may wait before a queue is in warning.</summary>
    [Live, TimeRange("00:00:01", "30.00:00:00")]
    public TimeSpan WarningAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after its end a lease may go without being taken back before a queue is in warning.</summary>
    [TimeRange("00:00:00", "01:00:00")]
    public TimeSpan LeaseGrace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long items wait for a platform whose adapter is away, such as a plug-in that is unloaded, before a repair moves them
    /// to error.
    /// </summary>
    [Live, TimeRange("00:00:00", "30.00:00:00")]
    public TimeSpan PlatformPatience { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often the numbers for the metrics are read.</summary>
    [TimeRange("00:00:00.050", "01:00:00")]
    public TimeSpan SampleInterval { get; set; } = TimeSpan.FromSeconds(15);
}
