using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Sanctum.Problems;

namespace Sanctum.Access;

/// <summary>Says in the OpenAPI document who may call each operation, from what its endpoint declares.</summary>
internal static class AccessDescription
{
    /// <summary>The permission that an operation needs.</summary>
    public const string Permission = "x-permission";

    /// <summary>Why anybody may call an operation.</summary>
    public const string OpenBecause = "x-open";

    /// <summary>All permissions, in the document itself.</summary>
    public const string AllPermissions = "x-permissions";

    public static void DescribeAccess(this OpenApiOptions options)
    {
        options.AddOperationTransformer(Describe);
        options.AddDocumentTransformer(DescribeSchemes);
    }

    private static Task DescribeSchemes(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var (name, scheme) in AccessSchemes.Described)
            document.AddComponent(name, scheme);
        var permissions = context.ApplicationServices.GetRequiredService<Permissions>().All;
        document.AddExtension(AllPermissions, new JsonNodeExtension(new JsonArray([.. permissions])));
        return Task.CompletedTask;
    }

    private static Task Describe(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        switch (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAccessDeclaration>().SingleOrDefault())
        {
            case RequiredPermission { Permission: var permission }:
                operation.AddExtension(Permission, new JsonNodeExtension(permission));
                operation.Security = AnySchemeWith(context.Document!, permission);
                AddRefusal(operation, context, StatusCodes.Status401Unauthorized, "The caller is not signed in.");
                AddRefusal(operation, context, StatusCodes.Status403Forbidden, $"The caller lacks the permission {permission}.");
                break;
            case SignInRequired:
                operation.Security = AnySchemeWith(context.Document!);
                AddRefusal(operation, context, StatusCodes.Status401Unauthorized, "The caller is not signed in.");
                break;
            case OpenEndpoint { Reason: var reason }:
                operation.AddExtension(OpenBecause, new JsonNodeExtension(reason));
                operation.Security = [];
                break;
        }
        return Task.CompletedTask;
    }

    private static List<OpenApiSecurityRequirement> AnySchemeWith(OpenApiDocument document, params string[] permissions) =>
    [
        .. AccessSchemes.Described.Keys.Select(name => new OpenApiSecurityRequirement
        {
            [new OpenApiSecuritySchemeReference(name, document)] = [.. permissions],
        }),
    ];

    // What an endpoint says itself of such a refusal stays.
    private static void AddRefusal(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, int status, string description)
    {
        var (mediaType, schema) = ShapeOf(context, status);
        (operation.Responses ??= []).TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [mediaType] = new() { Schema = new OpenApiSchemaReference(schema, context.Document) },
            },
        });
    }

    private static (string MediaType, string Schema) ShapeOf(OpenApiOperationTransformerContext context, int status)
    {
        var path = new PathString($"/{context.Description.RelativePath}");
        var shape = context.ApplicationServices.GetServices<IErrorShape>().FirstOrDefault(one => one.IsExpectedAt(path));
        return shape?.Of(new Problem("", status, "", "")) is { } answer
            ? (answer.MediaType, answer.Body.GetType().Name)
            : (ProblemWriter.MediaType, nameof(Problem));
    }
}
