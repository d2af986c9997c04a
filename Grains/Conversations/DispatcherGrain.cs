using Orleans.Streams;
using Orleans.Streams.Core;
using Sanctum.Queues;
using Sanctum.Streams;
using Sanctum.Telemetry;
using Sanctum.Tools;

namespace Sanctum.Conversations;

/// <summary>Turns an agent's wake-ups into calls of stateless workers, and waits for none of them.</summary>
[ImplicitStreamSubscription(StreamNames.ConversationInbound)]
[ImplicitStreamSubscription(StreamNames.ToolRequests)]
[ImplicitStreamSubscription(StreamNames.ToolResults), GrainType("dispatcher")]
internal sealed class DispatcherGrain : Grain, IDispatcherGrain, IStreamSubscriptionObserver, IAsyncObserver<EventEnvelope>
{
    private const string Pool = "default/workers";

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<EventEnvelope>().ResumeAsync(this);

    public async Task OnNextAsync(EventEnvelope item, StreamSequenceToken? token = null)
    {
        using var activity = SanctumTelemetry.StartDelivery(item);
        await Dispatch(item.Payload);
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    private Task Dispatch(EventPayload payload) => payload switch
    {
        WorkOffered offered => GrainFactory.GetGrain<ITurnWorker>(Pool).Run(offered.QueueKey),
        ToolRequested requested => GrainFactory.GetGrain<IToolWorker>(Pool).Run(requested),
        ToolCompleted { OpenCalls: 0 } completed => GrainFactory.GetGrain<ITurnWorker>(Pool).Resume(completed.Lease),
        _ => Task.CompletedTask,
    };
}
