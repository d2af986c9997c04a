using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>A platform that sends its events in requests that it signs.</summary>
public interface IWebhookPlatform : IPlatformAdapter
{
    /// <summary>
    /// Verifies a delivery and reads what happened. The same delivery again must give the same notification ids.
    /// </summary>
    /// <param name="account">Whom it is for; its session holds the secrets that a delivery is verified with.</param>
    /// <param name="delivery">What came in.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Oldest first, at most 1,000; empty where nothing happened to the account.</returns>
    /// <exception cref="UnverifiedDeliveryException">The signature is missing, wrong or too old.</exception>
    /// <exception cref="InvalidRequestException">It is genuine and not of the form that was agreed.</exception>
    Task<ImmutableArray<PlatformNotification>> ReceiveAsync(
        PlatformAccount account, WebhookDelivery delivery, CancellationToken cancellationToken);
}

/// <summary>A request as it came in. Signatures are over the very bytes, so nothing of it was read yet.</summary>
/// <param name="Headers">By name in lower case; of several values the first.</param>
/// <param name="Body">The body.</param>
[GenerateSerializer, Immutable, Alias("sanctum.webhook-delivery")]
public sealed record WebhookDelivery(
    [property: Id(0)] ImmutableDictionary<string, string> Headers, [property: Id(1)] ImmutableArray<byte> Body);

/// <summary>What became of a delivery. It is given when the rows are committed.</summary>
/// <param name="TakenIn">Notifications that were new.</param>
/// <param name="IsDuplicate">Whether everything in it was brought before; nothing happens twice.</param>
[GenerateSerializer, Immutable, Alias("sanctum.delivery-receipt")]
public sealed record DeliveryReceipt([property: Id(0)] int TakenIn, [property: Id(1)] bool IsDuplicate);
