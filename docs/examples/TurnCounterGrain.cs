using Orleans.Streams;
using Orleans.Streams.Core;
using Sanctum.Conversations;
using Sanctum.Streams;

namespace Sanctum.Examples;

/// <summary>How many turns of a session ended while this activation was there; the key is the session's.</summary>
[Alias("examples.ITurnCounterGrain")]
public interface ITurnCounterGrain : IGrainWithStringKey
{
    [Alias("Count")]
    Task<int> Count();
}

/// <summary>
/// A subscriber of a stream, by attribute: each key of the stream has an activation. An event may be lost or come twice,
/// so it only says that there is something in the rows.
/// </summary>
[ImplicitStreamSubscription(StreamNames.ConversationOutbound), GrainType("example-turn-counter")]
internal sealed class TurnCounterGrain : Grain, ITurnCounterGrain, IStreamSubscriptionObserver, IAsyncObserver<EventEnvelope>
{
    private readonly HashSet<Guid> _turns = [];

    public Task<int> Count() => Task.FromResult(_turns.Count);

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<EventEnvelope>().ResumeAsync(this);

    public Task OnNextAsync(EventEnvelope item, StreamSequenceToken? token = null)
    {
        if (item.Payload is TurnEnded ended)
            _turns.Add(ended.TurnId);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
