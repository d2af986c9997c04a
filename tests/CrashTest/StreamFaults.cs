using Orleans.Providers;

namespace Sanctum.CrashTest;

/// <summary>Streams that take no events as long as somebody says so.</summary>
public static class StreamFaults
{
    /// <summary>Has publishing fail on the streams for whose name <paramref name="isBroken"/> is true.</summary>
    public static IServiceCollection BreakStreams(this IServiceCollection services, Func<string?, bool> isBroken) =>
        services.AddSingleton<IOutgoingGrainCallFilter>(new BrokenQueues(isBroken));

    // Its silo wants the provider itself under its name; what is published goes out from there as a call of a queue.
    private sealed class BrokenQueues(Func<string?, bool> isBroken) : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context) =>
            context.MethodName == nameof(IMemoryStreamQueueGrain.Enqueue)
                && context.Request.GetArgument(0) is MemoryMessageData data
                && isBroken(data.StreamId.GetNamespace())
                ? throw new OrleansException("The stream is broken.")
                : context.Invoke();
    }
}
