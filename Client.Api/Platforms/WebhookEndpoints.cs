using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Mvc;
using Sanctum.Access;
using Sanctum.Edge;
using Sanctum.Problems;
using Sanctum.Requests;
using Sanctum.Tenants;

namespace Sanctum.Platforms;

/// <summary>Where platforms deliver by themselves what happened.</summary>
internal sealed class WebhookEndpoints : IEndpointModule
{
    private const int MaxBytes = 256 * 1024;

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/platforms/{platform}/accounts/{account}/webhook", Receive)
            .IsOpen("The adapter checks the delivery's signature").InNamedTenant()
            .WithMetadata(new RequestSizeLimitAttribute(MaxBytes))
            .WithTags("Platforms")
            .Produces<AcceptedDelivery>(StatusCodes.Status202Accepted)
            .Refuses(400, 401, 404, 409, 413)
            .WithSummary("Deliver a signed notification of a platform")
            .WithDescription(
                "202 means that the delivery is stored and will be answered even after a crash. Repeating a delivery returns " +
                "202 with `isDuplicate` and changes nothing. Signatures follow the Standard Webhooks specification.");

    private static async Task<IResult> Receive(
        PlatformName platform, AccountName account, HttpRequest request, IClusterClient grains)
    {
        var headers = request.Headers.ToImmutableDictionary(
            header => header.Key.ToLowerInvariant(), header => header.Value.Count > 0 ? header.Value[0] ?? "" : "",
            StringComparer.Ordinal);
        using var body = await JsonBodies.Read(request);
        var receipt = await grains.Account(platform, account).Receive(
            new WebhookDelivery(headers, ImmutableCollectionsMarshal.AsImmutableArray(body.ToArray())));
        return Results.Accepted(value: new AcceptedDelivery(receipt.TakenIn, receipt.IsDuplicate));
    }
}

/// <summary>A delivery is in.</summary>
/// <param name="TakenIn">Messages that were new.</param>
/// <param name="IsDuplicate">Whether everything in it was brought before.</param>
internal sealed record AcceptedDelivery(int TakenIn, bool IsDuplicate);
