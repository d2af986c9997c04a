using System.Text.Json;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Platforms;
using Sanctum.Telemetry;

namespace Sanctum.Publishing;

/// <summary>Hands one post to its platform's adapter.</summary>
[StatelessWorker(64)]
[Reentrant]
internal sealed class OutboundWorker(PlatformAdapters adapters, IOptions<OutboxOptions> options) : Grain, IOutboundWorker
{
    private const int MostErrorCharacters = 2_000;
    private static readonly JsonElement NoSettings = JsonElement.Parse("{}");

    public async Task<PostOutcome> Post(OutboundPost post, CancellationToken cancellationToken)
    {
        if (adapters.Find(post.Platform) is not { } adapter)
            return new PostOutcome(null, ErrorClass.Permanent, $"There is no adapter for the platform '{post.Platform}'.");
        using var activity = SanctumTelemetry.StartPost(post.Platform, post.TraceParent);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Value.PostTimeout);
        try
        {
            var receipt = await adapter.PostAsync(Account(post), post, timeout.Token);
            return new PostOutcome(receipt.PostId);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new PostOutcome(null, ErrorClass.Transient, $"{post.Platform} did not answer within {options.Value.PostTimeout}.");
        }
        catch (Exception exception)
        {
            var error = exception.Message[..Math.Min(exception.Message.Length, MostErrorCharacters)];
            return new PostOutcome(null, ErrorClassifier.Classify(exception), error, ErrorClassifier.RetryAfter(exception));
        }
    }

    // The pool's key names the tenant whose posts it sends.
    private PlatformAccount Account(OutboundPost post) => new(
        GrainKey.Parse(this.GetPrimaryKeyString()).Tenant, post.Platform, post.Account, NoSettings, Session: null);
}
