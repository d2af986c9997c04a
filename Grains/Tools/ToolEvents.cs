using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Sanctum.Conversations;
using Sanctum.Streams;

namespace Sanctum.Tools;

/// <summary>Lets the watchers of a session see what tools do.</summary>
internal static class ToolEvents
{
    public static async Task Tell(this IStreamProvider streams, string sessionKey, SessionEvent happened, ILogger logger)
    {
        try
        {
            await streams.Publish(StreamNames.ConversationOutbound, sessionKey, happened);
        }
        catch (Exception exception)
        {
            // Watchers read the rows; an event that is lost costs them a moment.
            ToolLog.EventLost(logger, exception, happened.EventType, sessionKey);
        }
    }
}
