using System.Diagnostics;
using System.Diagnostics.Metrics;
using Sanctum.Streams;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Telemetry;

/// <summary>Spans of the main flow.</summary>
internal static class SanctumTelemetry
{
    private static readonly ActivitySource Source = new("Sanctum");
    private static readonly Meter Meter = new("Sanctum");

    private static readonly Histogram<double> ToolDuration = Meter.CreateHistogram<double>(
        "sanctum.tools.duration", "s", "Time of one tool call, by tool and status");

    private static readonly Counter<long> CacheReads = Meter.CreateCounter<long>(
        "sanctum.cache.reads", "{read}", "Reads of what a cache may have, by cache and by the tier that answered");

    /// <summary>
    /// Something was read that a cache may have; <paramref name="tier"/> is <c>memory</c>, <c>shared</c>, or
    /// where it came from instead.
    /// </summary>
    public static void CacheRead(string cache, string tier) =>
        CacheReads.Add(1, new("cache", cache), new KeyValuePair<string, object?>("tier", tier));

    /// <summary>A turn, as a part of the trace that brought its message.</summary>
    public static Activity? StartTurn(LeaseToken lease, string? cause)
    {
        var activity = Source.StartActivity("turn", ActivityKind.Consumer, cause);
        activity?.SetTag("sanctum.turn", lease.ItemId).SetTag("sanctum.session", lease.SessionId).SetTag(
            "sanctum.queue", lease.QueueKey);
        return activity;
    }

    /// <summary>The delivery of an event: streams carry no trace of their own, so it goes on from the envelope.</summary>
    public static Activity? StartDelivery(EventEnvelope item) =>
        Source.StartActivity($"deliver {item.Payload.EventType}", ActivityKind.Consumer, item.TraceParent);

    /// <summary>A tool call.</summary>
    public static Activity? StartTool(string tool, string callId) =>
        Source.StartActivity($"tool {tool}", ActivityKind.Internal)?.SetTag("sanctum.call", callId);

    /// <summary>
    /// A tool call has its result. A name that no tool has is a model's invention, and would be another series.
    /// </summary>
    public static void ToolEnded(ToolResult result, bool isKnown) =>
        ToolDuration.Record(
            result.Duration.TotalSeconds, new("tool", isKnown ? result.Tool : "unknown"), new("status", result.Status.ToName()));

    /// <summary>An attempt to post.</summary>
    public static Activity? StartPost(string platform, string? cause) =>
        Source.StartActivity($"post {platform}", ActivityKind.Producer, cause);
}
