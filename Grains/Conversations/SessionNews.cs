using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Plugins;
using Sanctum.Streams;

namespace Sanctum.Conversations;

/// <summary>Tells plug-ins and whoever watches a session what happens in it. They can read the rows, so news that is lost costs them a moment.</summary>
internal sealed class SessionNews(IStreamProvider streams, PluginEventHub plugins, ILogger logger)
{
    public Task Tell(GrainKey session, EventPayload happened, long? seq = null)
    {
        plugins.Tell(session, happened);
        return BestEffort.Try(
            () => streams.Publish(StreamNames.ConversationOutbound, session.ToString(), happened, seq),
            failure => ConversationLog.EventLost(logger, failure, session, happened.EventType));
    }
}
