namespace Sanctum.Problems;

/// <summary>Says in the OpenAPI document how an endpoint may refuse.</summary>
internal static class ProblemMetadata
{
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses)
            route.Produces<Problem>(status, "application/problem+json");
        return route.Produces<Problem>(StatusCodes.Status429TooManyRequests, "application/problem+json")
            .Produces<Problem>(StatusCodes.Status503ServiceUnavailable, "application/problem+json");
    }
}
