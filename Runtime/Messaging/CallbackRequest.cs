using System.Diagnostics;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Messaging;

/// <summary>A turn that the runtime itself asks for: a timer tick, a stream event, the next items of an enumeration.</summary>
internal sealed class CallbackRequest(string description, Func<GrainActivation, Task> callback, bool interleave = false, bool keepAlive = true,
    bool endsWithActivation = false)
    : Request
{
    private readonly TaskCompletionSource _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _outcome.Task;

    public override bool AlwaysInterleaves => interleave;

    public override bool KeepsActivationAlive => keepAlive;

    public override bool EndsWithActivation => endsWithActivation;

    public override bool IsAbandoned => _outcome.Task.IsCompleted;

    public override string Description => description;

    public override async Task Run(GrainActivation activation)
    {
        Orleans.Runtime.RequestContext.Values = Context;
        Activity.Current = Cause;
        try
        {
            await callback(activation);
            _outcome.TrySetResult();
        }
        catch (Exception exception)
        {
            // Handed to whoever asked for the turn.
            _outcome.TrySetException(exception);
        }
    }

    public override void Fail(Exception exception) => _outcome.TrySetException(exception);
}
