using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Platforms;
using Sanctum.Telemetry;

namespace Sanctum.Publishing;

/// <summary>Hands one post to its platform's adapter.</summary>
[StatelessWorker(64)]
[Reentrant, GrainType("outboundworker")]
internal sealed class OutboundWorker(
    PlatformAdapters adapters, PlatformAccess access, IOptions<OutboxOptions> options) : Grain, IOutboundWorker
{
    public async Task<PostOutcome> Post(OutboundPost post, CancellationToken cancellationToken)
    {
        using var activity = SanctumTelemetry.StartPost(post.Platform, post.TraceParent);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Value.PostTimeout);
        try
        {
            var receipt = await access.Use(
                Account(post), account => adapters.Use<IPlatformAdapter, PostReceipt>(
                    post.Platform, adapter => adapter.PostAsync(account, post, timeout.Token)));
            return new PostOutcome(receipt.PostId, Rate: receipt.Rate);
        }
        catch (AccountUnavailableException unavailable)
        {
            return PostOutcome.Deferred(unavailable.Message, unavailable.RetryAfter);
        }
        catch (DependencyException busy) when (busy is { Class: ErrorClass.Transient, RetryAfter: { } retryAfter })
        {
            // The platform says when it wants to be asked again: that is its pace, not a failure of the post.
            return PostOutcome.Deferred(FailureText.Of(busy.Message), retryAfter, busy.IsRefusal);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new PostOutcome(
                null, ErrorClass.Transient, $"{post.Platform} did not answer within {options.Value.PostTimeout}.");
        }
        catch (Exception exception)
        {
            return new PostOutcome(
                null, ErrorClassifier.Classify(exception), FailureText.Of(exception.Message),
                ErrorClassifier.RetryAfter(exception),
                IsRefusal: exception is DependencyException { IsRefusal: true });
        }
    }

    // The pool's key names the tenant whose posts it sends.
    private AccountKey Account(OutboundPost post) =>
        new(this.Key().Tenant, post.Platform, post.Account);
}
