using System.Diagnostics;
using Sanctum.Queues;

namespace Sanctum.Telemetry;

/// <summary>Spans of the main flow.</summary>
internal static class SanctumTelemetry
{
    private static readonly ActivitySource Source = new("Sanctum");

    /// <summary>A turn, as a part of the trace that brought its message.</summary>
    public static Activity? StartTurn(LeaseToken lease, string? cause)
    {
        var activity = Source.StartActivity("turn", ActivityKind.Consumer, cause);
        activity?.SetTag("sanctum.turn", lease.ItemId).SetTag("sanctum.session", lease.SessionId).SetTag("sanctum.queue", lease.QueueKey);
        return activity;
    }

    /// <summary>A tool call.</summary>
    public static Activity? StartTool(string tool, string callId) =>
        Source.StartActivity($"tool {tool}", ActivityKind.Internal)?.SetTag("sanctum.call", callId);

    /// <summary>An attempt to post.</summary>
    public static Activity? StartPost(string platform, string? cause) =>
        Source.StartActivity($"post {platform}", ActivityKind.Producer, cause);
}
