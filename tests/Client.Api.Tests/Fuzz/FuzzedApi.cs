using Microsoft.OpenApi;

namespace Sanctum.Tests.Fuzz;

/// <summary>The operations of an OpenAPI document, each with what a request needs.</summary>
internal sealed class FuzzedApi
{
    private FuzzedApi(IReadOnlyList<FuzzedOperation> operations) => Operations = operations;

    public IReadOnlyList<FuzzedOperation> Operations { get; }

    public static FuzzedApi Read(string document)
    {
        var (description, _) = OpenApiDocument.Parse(document, "json");
        return new FuzzedApi([.. description!.Paths.SelectMany(path =>
            path.Value.Operations!.Select(operation => FuzzedOperation.From(path.Key, operation.Key, operation.Value)))]);
    }
}

/// <summary>One operation.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path with its parameters in braces.</param>
/// <param name="Query">Names of the query's parameters.</param>
/// <param name="Bodies">The schemas of its body, by content type; none where it takes none.</param>
internal sealed record FuzzedOperation(
    HttpMethod Method, string Path, IReadOnlyList<string> Query, IReadOnlyList<(string Type, IOpenApiSchema? Schema)> Bodies)
{
    /// <summary>Method and path, as in <c>docs/api.md</c>.</summary>
    public string Route { get; } = $"{Method} {Path}";

    public static FuzzedOperation From(string path, HttpMethod method, OpenApiOperation operation) => new(
        method, path,
        [.. (operation.Parameters ?? [])
            .Where(parameter => parameter.In == ParameterLocation.Query).Select(parameter => parameter.Name!)],
        [.. (operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>())
            .Select(body => (body.Key, body.Value.Schema))]);
}
