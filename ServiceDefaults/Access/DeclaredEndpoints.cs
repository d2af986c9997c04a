using System.Text.RegularExpressions;

namespace Sanctum.Access;

/// <summary>Finds endpoints that do not say properly who may call them.</summary>
internal static partial class DeclaredEndpoints
{
    private const string Choices = ".Needs(\"resource:action\"), .NeedsSignIn() or .IsOpen(\"reason\")";

    /// <summary>A sentence for each endpoint that declares nothing, more than once, or something that is not valid.</summary>
    public static IReadOnlyList<string> FindFaults(IEnumerable<Endpoint> endpoints) =>
        [.. endpoints.Select(FindFault).OfType<string>()];

    /// <summary>Its methods and its path, such as <c>GET /v1/agents/{id}</c>.</summary>
    public static string NameOf(Endpoint endpoint)
    {
        // The root of a group ends in a slash that requests do not need.
        var path = (endpoint as RouteEndpoint)?.RoutePattern.RawText is { Length: > 1 } pattern
            ? pattern.TrimEnd('/')
            : endpoint.DisplayName ?? "an endpoint without a name";
        return endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods: [_, ..] methods }
            ? $"{string.Join('|', methods)} {path}"
            : path;
    }

    private static string? FindFault(Endpoint endpoint) => endpoint.Metadata.GetOrderedMetadata<IAccessDeclaration>() switch
    {
        [] => $"{NameOf(endpoint)} does not declare who may call it: add {Choices}.",
        [_, _, ..] several => $"{NameOf(endpoint)} declares {several.Count} times who may call it: keep one of {Choices}.",
        [RequiredPermission { Permission: var permission }] when !Permission().IsMatch(permission) =>
            $"{NameOf(endpoint)} needs '{permission}', which is no permission such as agents:read (lower case and underscores).",
        [OpenEndpoint { Reason: var reason }] when string.IsNullOrWhiteSpace(reason) =>
            $"{NameOf(endpoint)} is open without a reason.",
        _ => null,
    };

    [GeneratedRegex("^[a-z_]+:[a-z_]+\\z")]
    private static partial Regex Permission();
}
