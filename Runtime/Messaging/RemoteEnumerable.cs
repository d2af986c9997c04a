using System.Threading.Channels;
using Orleans.Runtime;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Messaging;

/// <summary>
/// The items that a grain method yields, fetched ahead by at most <see cref="MostFetchedAhead"/>. The method runs as an
/// interleaving request, so a slow reader does not keep the grain from other work; when the activation is to end, the enumeration does.
/// </summary>
internal sealed class RemoteEnumerable<T>(GrainReference reference, GrainMethod method, object?[] arguments) : IAsyncEnumerable<T>
{
    private const int MostFetchedAhead = 100;

    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var argument = method.CancellationIndex < 0 ? default : (CancellationToken)arguments[method.CancellationIndex]!;
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, argument);
        var items = Channel.CreateBounded<T>(new BoundedChannelOptions(MostFetchedAhead) { SingleReader = true });
        var request = new CallbackRequest(method.Name, activation => Pump(activation, items.Writer, stopped.Token), interleave: true)
        {
            Context = RequestContext.Values,
            Cause = System.Diagnostics.Activity.Current,
        };
        reference.Deliver(request);
        _ = CompleteAfter(request, items.Writer);
        try
        {
            await foreach (var item in items.Reader.ReadAllAsync(stopped.Token))
                yield return item;
        }
        finally
        {
            await stopped.CancelAsync();
        }
    }

    private async Task Pump(GrainActivation activation, ChannelWriter<T> writer, CancellationToken stopped)
    {
        var ending = activation.Ending;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopped, ending);
        var copies = (object?[])activation.Catalog.Copier.CopyArguments(arguments).Clone();
        if (method.CancellationIndex >= 0)
            copies[method.CancellationIndex] = over.Token;
        try
        {
            var items = (IAsyncEnumerable<T>)(await method.Invoke(activation.Grain, copies))!;
            await foreach (var item in items.WithCancellation(over.Token))
                await writer.WriteAsync(activation.Catalog.Copier.CopyResult(item), over.Token);
        }
        catch (OperationCanceledException cancelled) when (ending.IsCancellationRequested && !stopped.IsCancellationRequested)
        {
            throw new EnumerationAbortedException($"{activation.GrainId} has been deactivated while it was enumerated.", cancelled);
        }
    }

    // However the request ends, also when the grain could not be activated, the reader hears of it.
    private static async Task CompleteAfter(CallbackRequest request, ChannelWriter<T> writer)
    {
        await request.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        writer.Complete(request.Task.Exception?.InnerException);
    }
}
