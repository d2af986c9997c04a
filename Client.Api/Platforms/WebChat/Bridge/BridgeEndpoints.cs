using Microsoft.AspNetCore.Mvc;
using Sanctum.Access;
using Sanctum.Edge;
using Sanctum.Problems;
using Sanctum.Tenants;

namespace Sanctum.Platforms.WebChat.Bridge;

/// <summary>The bridge of a web chat: one address whose <c>action</c> says what is done.</summary>
internal sealed class BridgeEndpoints : IEndpointModule
{
    private const int MaxBytes = 256 * 1024;

    public void Register(IServiceCollection services)
    {
        services.AddSingleton<BridgeLimits>();
        services.AddSingleton<BridgeAccounts>();
        services.AddSingleton<BridgeGate>();
        services.AddSingleton<IErrorShape, BridgeErrors>();
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        var bridge = routes.MapGroup("/api/v1").WithTags("Web chat bridge")
            .IsOpen("The bridge checks the account's key").InNamedTenant();
        Describe(bridge.MapGet("", Read)).WithSummary("Call an action of the web chat bridge that reads");
        Describe(bridge.MapPost("", Write)).WithMetadata(new RequestSizeLimitAttribute(MaxBytes))
            .WithSummary("Call an action of the web chat bridge that writes");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route)
    {
        foreach (var status in (int[])[400, 401, 404, 405, 429, 503])
            route.Produces<BridgeEnvelope>(status);
        return route.Produces<BridgeEnvelope>().WithDescription(
            $"Actions: {BridgeActions.Names}. Every answer has the same envelope.");
    }

    private static Task<IResult> Read([AsParameters] BridgeQuery query, HttpContext context, BridgeGate gate) =>
        gate.Answer(context, query, new BridgeRequest(), action => action.Read);

    private static Task<IResult> Write(
        [AsParameters] BridgeQuery query, [FromBody] BridgeRequest? body, HttpContext context, BridgeGate gate) =>
        gate.Answer(context, query, body ?? new BridgeRequest(), action => action.Write);
}
