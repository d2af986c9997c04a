using Sanctum.Streams;
using Sanctum.Tools;

namespace Sanctum.Conversations;

/// <summary>What clients see of the events that are not transcript entries; leases and keys stay inside.</summary>
internal static class SessionEventView
{
    /// <summary>The data of the event, or null if it is none of a client's business.</summary>
    public static object? Of(EventPayload payload) => payload switch
    {
        ReplyDelta e => new { e.TurnId, e.Step, e.Text },
        TurnStarted e => new { e.TurnId, e.Attempt },
        TurnEnded e => new { e.TurnId, e.Status, e.StopReason, e.Error },
        ToolRequested e => new { TurnId = e.Lease.ItemId, e.Call.CallId, e.Call.Tool, e.Call.Arguments },
        ToolCompleted e => new { TurnId = e.Lease.ItemId, e.CallId, e.OpenCalls },
        _ => null,
    };
}
