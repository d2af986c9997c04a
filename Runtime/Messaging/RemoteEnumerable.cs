using System.Threading.Channels;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Messaging;

/// <summary>
/// The items that a grain method yields, fetched ahead by at most <see cref="MostFetchedAhead"/>. The method runs as an
/// interleaving request, so a slow reader does not keep the grain from other work.
/// </summary>
internal sealed class RemoteEnumerable<T>(GrainReference reference, GrainMethod method, object?[] arguments) : IAsyncEnumerable<T>
{
    private const int MostFetchedAhead = 100;

    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var items = Channel.CreateBounded<T>(new BoundedChannelOptions(MostFetchedAhead) { SingleReader = true, SingleWriter = true });
        var request = new CallbackRequest(method.Name, activation => Pump(activation, items.Writer, stopped.Token), interleave: true)
        {
            Context = Orleans.Runtime.RequestContext.Values,
        };
        reference.Deliver(request);
        try
        {
            await foreach (var item in items.Reader.ReadAllAsync(cancellationToken))
                yield return item;
        }
        finally
        {
            await stopped.CancelAsync();
        }
    }

    private async Task Pump(GrainActivation activation, ChannelWriter<T> writer, CancellationToken stopped)
    {
        try
        {
            var copies = activation.Catalog.Copier.CopyArguments(arguments);
            if (method.CancellationIndex >= 0)
                copies[method.CancellationIndex] = stopped;
            var items = (IAsyncEnumerable<T>)(await method.Invoke(activation.Grain, copies))!;
            await foreach (var item in items.WithCancellation(stopped))
                await writer.WriteAsync(activation.Catalog.Copier.CopyResult(item), stopped);
            writer.Complete();
        }
        catch (Exception exception)
        {
            // The reader rethrows it where it enumerates.
            writer.Complete(exception);
        }
    }
}
