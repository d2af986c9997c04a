using Orleans.Streams;
using Orleans.Streams.Core;
using Sanctum.Streams;

namespace Sanctum.Health;

/// <inheritdoc cref="IStreamProbeGrain"/>
[ImplicitStreamSubscription(StreamNames.Probe), GrainType("streamprobe")]
internal sealed class StreamProbeGrain(
    EventStreams streams,
    TimeProvider clock) : Grain, IStreamProbeGrain, IStreamSubscriptionObserver, IAsyncObserver<EventEnvelope>
{
    private readonly Dictionary<Guid, TaskCompletionSource> _waiting = [];

    public async Task Probe(TimeSpan patience)
    {
        var probe = Guid.CreateVersion7();
        var arrived = _waiting[probe] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await streams.Send(
                StreamNames.Probe, streams.Envelop(this.GetPrimaryKeyString(), new StreamProbed(probe), seq: null));
            await arrived.Task.WaitAsync(patience, clock);
        }
        finally
        {
            _waiting.Remove(probe);
        }
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<EventEnvelope>().ResumeAsync(this);

    public Task OnNextAsync(EventEnvelope item, StreamSequenceToken? token = null)
    {
        if (item.Payload is StreamProbed { ProbeId: var probe } && _waiting.TryGetValue(probe, out var arrived))
            arrived.TrySetResult();
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
