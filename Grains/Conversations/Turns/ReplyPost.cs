using Sanctum.Platforms;
using Sanctum.Publishing;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>How a reply reaches its platform.</summary>
internal static class ReplyPost
{
    /// <summary>The post; null for the API, on which a reply is read from the transcript.</summary>
    public static OutboundPost? Of(TurnLease turn, string text) => turn.Notification.Platform == PlatformNames.Api
        ? null
        : new OutboundPost(
            turn.Lease.ItemId, $"reply:{turn.Lease.ItemId:N}", turn.Notification.Platform, turn.Notification.Account,
            turn.Lease.SessionId, text, turn.Notification.ReplyContext, turn.Notification.TraceParent);
}
