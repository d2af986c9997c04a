using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Messaging;

/// <summary>A call of a grain's method by a reference; its caller awaits <see cref="Task"/>.</summary>
internal sealed class GrainCall<TResult> : Request, IGrainCall
{
    private readonly TaskCompletionSource<TResult> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required GrainMethod Method { get; init; }

    public required object?[] Arguments { get; init; }

    /// <summary>What <see cref="RuntimeMeter.Begin"/> gave.</summary>
    public long Began { get; init; }

    public Task<TResult> Task => _outcome.Task;

    public object? Result { get; set; }

    public override bool AlwaysInterleaves => Method.AlwaysInterleaves;

    public override bool IsReadOnly => Method.IsReadOnly;

    public override bool IsAbandoned => _outcome.Task.IsCompleted;

    public override string Description => Method.Name;

    public override async Task Run(GrainActivation activation)
    {
        RequestContext.Values = Context;
        using var activity = GrainActivity.StartServer(Method, activation.GrainId, Cause);
        try
        {
            if (activation.Filters.IsEmpty && activation.Grain is not IIncomingGrainCallFilter)
                Result = await Method.Invoke(activation.Grain, Arguments);
            else
                await new FilteredCall(activation, this).Invoke();
            _outcome.TrySetResult(activation.Catalog.Copier.CopyResult((TResult)Result!));
        }
        catch (Exception exception)
        {
            // Whatever a grain method throws is its answer to the caller, who rethrows it.
            GrainActivity.RecordFailure(activity, exception);
            if (exception is InconsistentStateException)
                activation.Deactivate(new(DeactivationReasonCode.ApplicationError, "Its state on storage is another's.", exception));
            Fail(exception);
        }
        activation.Catalog.Meter.Answered(Began);
    }

    public override void Fail(Exception exception)
    {
        if (exception is OperationCanceledException cancelled)
            _outcome.TrySetCanceled(cancelled.CancellationToken);
        else
            _outcome.TrySetException(exception);
        // A one-way caller never looks; its failure must not surface as an unobserved one.
        if (Method.IsOneWay)
            _ = _outcome.Task.Exception;
    }
}

/// <summary>A call as filters see it.</summary>
internal interface IGrainCall
{
    GrainMethod Method { get; }

    object?[] Arguments { get; }

    object? Result { get; set; }
}
