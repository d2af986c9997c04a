using Sanctum.Identity;
using Sanctum.Plugins;
using Sanctum.Streams;

namespace Sanctum.Conversations;

/// <summary>
/// Publishes what happens in a session: to plug-ins, to those who watch it, and on its stream if a grain class subscribes. All of
/// them can read the rows, so a lost event costs them a moment.
/// </summary>
internal sealed class SessionEventPublisher(
    SessionWatchers watchers, EventStreams streams, PluginEventHub plugins, IGrainFactory grains)
{
    /// <summary>Publishes <paramref name="happened"/>; <paramref name="seq"/> is the entry's where it is a row.</summary>
    public void Publish(GrainKey session, SessionEvent happened, long? seq = null)
    {
        plugins.Tell(session, happened);
        var key = session.ToString();
        switch (watchers.Find(key))
        {
            case null:
                // Another silo hosts the session, and knows who watches it.
                grains.GetGrain<ISessionGrain>(key).Announce(happened, seq).Ignore();
                break;
            case { IsEmpty: false } audience:
                audience.Publish(streams.Envelop(key, happened, seq));
                break;
        }
        streams.Publish(StreamNames.ConversationOutbound, key, happened, seq);
    }
}
