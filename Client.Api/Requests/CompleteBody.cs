using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sanctum.Errors;

namespace Sanctum.Requests;

/// <summary>Finds values that a request's type does not allow to be null, at any depth: in fields, lists and maps.</summary>
internal static class CompleteBody
{
    private static readonly ConcurrentDictionary<Type, ImmutableArray<Member>> Members = new();

    /// <exception cref="InvalidRequestException">Every field that is null or missing and must not be.</exception>
    public static void Require(object body)
    {
        var errors = new List<FieldError>();
        CheckInside(body, nullability: null, path: "", errors);
        if (errors.Count > 0)
            throw new InvalidRequestException(errors);
    }

    private static void Check(object? value, NullabilityInfo? nullability, string path, List<FieldError> errors)
    {
        if (value is not null)
            CheckInside(value, nullability, path, errors);
        else if (nullability?.ReadState == NullabilityState.NotNull)
            errors.Add(new FieldError(path, "is required and must not be null."));
    }

    private static void CheckInside(object value, NullabilityInfo? nullability, string path, List<FieldError> errors)
    {
        if (value is string or System.Text.Json.Nodes.JsonNode)
            return;
        if (value is IDictionary map)
        {
            foreach (DictionaryEntry entry in map)
                Check(
                    entry.Value, nullability?.GenericTypeArguments is [_, var ofValue] ? ofValue : null, $"{path}.{entry.Key}",
                    errors);
        }
        else if (value is IList list)
        {
            var ofItem = nullability?.ElementType ?? (nullability?.GenericTypeArguments is [var only] ? only : null);
            for (var i = 0; i < list.Count; i++)
                Check(list[i], ofItem, $"{path}[{i}]", errors);
        }
        else if (IsOurs(value.GetType()))
        {
            foreach (var member in Members.GetOrAdd(value.GetType(), Find))
                Check(
                    member.Property.GetValue(value), member.Nullability, path.Length == 0 ? member.Name : $"{path}.{member.Name}",
                    errors);
        }
    }

    private static bool IsOurs(Type type) =>
        !type.IsEnum && !type.IsPrimitive && type.Namespace?.StartsWith(nameof(Sanctum), StringComparison.Ordinal) is true;

    // Those that are read from the document; what is computed of them is not asked.
    private static ImmutableArray<Member> Find(Type type)
    {
        var nullability = new NullabilityInfoContext();
        return [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && !property.IsDefined(typeof(JsonIgnoreAttribute)))
            .Select(property => new Member(
                property,
                property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
                    ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name),
                nullability.Create(property)))];
    }

    private sealed record Member(PropertyInfo Property, string Name, NullabilityInfo Nullability);
}

/// <summary>Checks the body of every endpoint that has one, before anything is done with it.</summary>
internal sealed class CompleteBodyFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var type = context.HttpContext
            .GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.IAcceptsMetadata>()?.RequestType;
        if (type is not null && context.Arguments.FirstOrDefault(type.IsInstanceOfType) is { } body)
            CompleteBody.Require(body);
        return next(context);
    }
}
