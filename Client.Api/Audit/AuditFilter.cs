using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Sanctum.Access;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Limits;
using Sanctum.Problems;

namespace Sanctum.Audit;

/// <summary>
/// Puts what an operator does into the audit log before the answer goes out: an action that is not in the log is answered as one
/// that failed, and can be sent again. Requests that could not be understood asked for nothing and are left out.
/// </summary>
internal sealed partial class AuditFilter(AuditedAction action, IClusterClient grains, TimeProvider clock) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var body = action.WithBody ? Body(context) : null;
        object? answer;
        try
        {
            answer = await next(context);
        }
        catch (Exception exception) when (exception is not InvalidRequestException)
        {
            await RecordFailure(context.HttpContext, body, ProblemMap.From(exception));
            throw;
        }
        var details = Details(context.HttpContext, body);
        if (context.HttpContext.Features.Get<AuditedChange>() is { } change)
            details["changes"] = change.Fields;
        if (action.WithAnswer && answer is not null)
            details["outcome"] = JsonSerializer.SerializeToNode(answer, answer.GetType(), Json.Options);
        await Record(context.HttpContext, AuditResults.Ok, details);
        return answer;
    }

    private async Task RecordFailure(HttpContext http, JsonNode? body, Problem problem)
    {
        var details = Details(http, body);
        (details["problem"], details["reason"]) = (problem.Code, problem.Detail);
        try
        {
            await Record(
                http, problem.Status < StatusCodes.Status500InternalServerError ? AuditResults.Refused : AuditResults.Failed,
                details);
        }
        catch (Exception exception)
        {
            // The caller is told of the first failure; this one is most often the same.
            Unrecorded(http.RequestServices.GetRequiredService<ILogger<AuditFilter>>(), exception, action.Name, problem.Code);
        }
    }

    private async Task Record(HttpContext http, string result, JsonObject details)
    {
        if (Target(http) is not { } what)
            return;
        var address = CallerAddress.Whole(http);
        var actor = Principal.Current?.Actor ?? $"operator/{address}";
        var entry = AuditEntry.At(clock.GetUtcNow(), actor, action.Name, what, result, details.ToJsonString());
        await grains.Audit().Record(entry with { Address = address });
    }

    private string? Target(HttpContext http) => action.Target is null
        ? http.Features.Get<AuditTarget>()?.Name
        : RouteValue().Replace(action.Target, match => http.GetRouteValue(match.Groups["name"].Value) as string ?? "");

    private static JsonObject Details(HttpContext http, JsonNode? body)
    {
        var details = new JsonObject();
        if (http.Request.Query.Count > 0)
            details["query"] = new JsonObject(
                http.Request.Query.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value.ToString())));
        if (body is not null)
            details["request"] = body;
        return details;
    }

    private static JsonNode? Body(EndpointFilterInvocationContext context)
    {
        var type = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        return context.Arguments.FirstOrDefault(argument => argument?.GetType() == type) is { } body
            ? JsonSerializer.SerializeToNode(body, Json.Options)
            : null;
    }

    [GeneratedRegex(@"\{(?<name>\w+)\}")]
    private static partial Regex RouteValue();

    [LoggerMessage(2050, LogLevel.Warning, "{Action} ended with {Code}; its audit entry could not be written")]
    private static partial void Unrecorded(ILogger logger, Exception exception, string action, string code);
}

/// <summary>What the log has of an endpoint.</summary>
/// <param name="Name">A name from <see cref="AuditActions"/>.</param>
/// <param name="Target">What it is done to, with the route's values in braces.</param>
/// <param name="WithBody">Whether it has the request's body.</param>
/// <param name="WithAnswer">Whether it has the answer.</param>
internal sealed record AuditedAction(string Name, string? Target, bool WithBody, bool WithAnswer);

/// <summary>What an action was done to, where the route does not say it.</summary>
internal sealed record AuditTarget(string Name);

/// <summary>Says of endpoints that what they do is audited.</summary>
internal static class AuditedEndpoints
{
    /// <param name="route">The endpoint.</param>
    /// <param name="action">A name from <see cref="AuditActions"/>.</param>
    /// <param name="target">What it is done to, with the route's values in braces; without it the endpoint calls
    /// <see cref="AuditAs"/>.</param>
    /// <param name="withBody">Whether the log keeps the request's body, masked. Not for bodies whose secrets have names of
    /// others' choice.</param>
    /// <param name="withAnswer">Whether the log keeps the answer, masked, such as how many items an action met.</param>
    public static RouteHandlerBuilder Audited(
        this RouteHandlerBuilder route, string action, string? target = null, bool withBody = false, bool withAnswer = false) =>
        route.AddEndpointFilterFactory((factory, next) =>
        {
            var services = factory.ApplicationServices;
            var filter = new AuditFilter(
                new AuditedAction(action, target, withBody, withAnswer), services.GetRequiredService<IClusterClient>(),
                services.GetRequiredService<TimeProvider>());
            return context => filter.InvokeAsync(context, next);
        });

    /// <summary>Names what the action is done to, once that is known.</summary>
    public static void AuditAs(this HttpContext http, string target) => http.Features.Set(new AuditTarget(target));

    /// <summary>Tells what the action changed.</summary>
    public static void AuditChange(this HttpContext http, AuditedChange change) => http.Features.Set(change);

    /// <summary>Makes a change, and tells what of <paramref name="before"/> is another now.</summary>
    public static async Task<T> AuditChange<T>(this HttpContext http, T before, Func<Task<T>> change) where T : notnull
    {
        var after = await change();
        http.AuditChange(AuditedChange.Between(before, after));
        return after;
    }
}
