using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Tenants;

namespace Sanctum.Requests;

/// <summary>
/// Refuses parameters in the query that a route of ours does not have, so that a mistyped name is seen, and U+0000 in those that
/// it has. Routes with <see cref="IgnoresUnknownQuery"/> ignore what they do not have.
/// </summary>
internal static class QueryNames
{
    private static readonly ConcurrentDictionary<Endpoint, string[]> Known = new();

    public static void UseQueryNames(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.QueryString.HasValue
            && context.GetEndpoint() is RouteEndpoint endpoint
            && OwnApi.Includes(context.Request.Path))
            Check(context.Request, endpoint, Known.GetOrAdd(endpoint, _ => Find(endpoint)));
        return next(context);
    });

    private static void Check(HttpRequest request, Endpoint endpoint, string[] known)
    {
        var ignoresOthers = endpoint.Metadata.GetMetadata<IgnoresUnknownQuery>() is not null;
        var errors = new List<FieldError>();
        foreach (var (name, values) in request.Query)
        {
            if (known.Contains(name, StringComparer.OrdinalIgnoreCase))
                errors.AddRange(values.Where(NullCharacter.IsIn).Select(_ => NullCharacter.Error(name)));
            else if (!ignoresOthers)
                errors.Add(new FieldError(Shown(name), known.Length == 0
                    ? "is not a parameter of this route, which has none."
                    : $"is not a parameter of this route, which has: {string.Join(", ", known)}."));
        }
        if (errors.Count > 0)
            throw new InvalidRequestException(errors);
    }

    private static string Shown(string name)
    {
        var plain = string.Concat(name.Where(letter => !char.IsControl(letter)));
        return plain.Length <= 64 ? plain : plain[..64] + "…";
    }

    // A simple value that the path does not carry comes from the query.
    private static string[] Find(RouteEndpoint endpoint) =>
    [
        .. endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .SelectMany(NamesOf)
            .Concat(endpoint.Metadata.GetMetadata<NamedTenant>() is null ? [] : [NamedTenant.Parameter])
            .Except(endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name), StringComparer.OrdinalIgnoreCase),
    ];

    private static string NameOf(IParameterBindingMetadata parameter) =>
        parameter.ParameterInfo.GetCustomAttribute<FromQueryAttribute>()?.Name ?? parameter.Name;

    private static IEnumerable<string> NamesOf(IParameterBindingMetadata parameter)
    {
        if (parameter.ParameterInfo.IsDefined(typeof(AsParametersAttribute), inherit: false))
            return parameter.ParameterInfo.ParameterType.GetProperties().Select(
                property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));
        return parameter.HasTryParse || parameter.ParameterInfo.ParameterType == typeof(string) ? [NameOf(parameter)] : [];
    }
}

/// <summary>A route that ignores unknown parameters of its query, as the API that it follows does.</summary>
internal sealed class IgnoresUnknownQuery;
