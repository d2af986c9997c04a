using System.ComponentModel.DataAnnotations;

namespace Sanctum.Runtime.Streams;

/// <summary>How events are delivered.</summary>
public sealed class StreamDeliveryOptions
{
    /// <summary>How long an event that its handler refuses is tried again; then it is skipped.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxEventDeliveryTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Events that may wait for one subscriber; beyond, publishing fails.</summary>
    [Range(1, 1 << 24)]
    public int MaxQueuedEvents { get; set; } = 16_384;

    /// <summary>After how long without events a stream is forgotten to which nobody subscribed by themselves.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan IdleStreamAge { get; set; } = TimeSpan.FromMinutes(5);
}
