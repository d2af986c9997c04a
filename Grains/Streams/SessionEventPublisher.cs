using Sanctum.Conversations;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Streams;

/// <summary>
/// Publishes what happens in a session: to the subscribers of this process, to those who watch it, and on its stream if a grain
/// class subscribes. All of them can read the rows, so a lost event costs them a moment.
/// </summary>
internal sealed class SessionEventPublisher(
    SessionWatchers watchers, EventStreams streams, IEnumerable<IEventSubscriber<SessionEvent>> subscribers, IGrainFactory grains)
{
    private readonly IEventSubscriber<SessionEvent>[] _subscribers = [.. subscribers];

    /// <summary>Publishes <paramref name="happened"/>; <paramref name="seq"/> is the entry's where it is a row.</summary>
    public void Publish(GrainKey session, SessionEvent happened, long? seq = null)
    {
        foreach (var subscriber in _subscribers)
            subscriber.On(session, happened);
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
