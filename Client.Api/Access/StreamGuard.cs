using Microsoft.AspNetCore.Http.Metadata;

namespace Sanctum.Access;

/// <summary>
/// Cuts an event stream off whose caller may not see it any more: a request is let through once, and a stream stays.
/// </summary>
internal sealed class StreamGuard(TimeProvider clock)
{
    private const string EventStream = "text/event-stream";
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether an endpoint may answer with a stream.</summary>
    public static bool Concerns(Endpoint endpoint) =>
        endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Any(answer => answer.ContentTypes.Contains(EventStream));

    /// <summary>Runs a request for as long as <paramref name="isAllowed"/> says so.</summary>
    public async Task Run(HttpContext context, RequestDelegate next, Func<Task<bool>> isAllowed)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var watch = Watch(context, isAllowed, ended.Token);
        try
        {
            await next(context);
        }
        finally
        {
            await ended.CancelAsync();
            await watch;
        }
    }

    private async Task Watch(HttpContext context, Func<Task<bool>> isAllowed, CancellationToken ended)
    {
        while (true)
        {
            await Task.Delay(Period, clock, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested)
                return;
            try
            {
                if (await isAllowed())
                    continue;
                context.Abort();
                return;
            }
            catch (Exception)
            {
                // Whether the caller is still let in cannot be told while the cluster is away; neither can it send anything.
            }
        }
    }
}
