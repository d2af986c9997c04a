using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Tenants;

namespace Sanctum.OpenApi;

/// <summary>The description of the API at <c>/openapi/v1.json</c>, made from the endpoints themselves.</summary>
internal static class OpenApiDescription
{
    private const string Name = "v1";

    public static void AddOpenApiDocument(this WebApplicationBuilder builder) => builder.Services.AddOpenApi(Name, options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Sanctum",
                Version = Name,
                Description =
                    "Agents that resume where they stopped. Every error is a problem (RFC 9457) whose `type` is stable: " +
                    "`urn:sanctum:problem:<code>`; the OpenAI-compatible routes return errors in OpenAI's format.",
            };
            return Task.CompletedTask;
        });
        options.DescribeAccess();
        options.AddOperationTransformer(NamedTenant.Describe);
        options.AddOperationTransformer((operation, _, _) =>
        {
            LimitHeaders.Describe(operation);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(AgentDefinition))
                AgentDefinitionSchema.Describe(schema);
            else if (context.JsonTypeInfo.Type == typeof(JsonObject))
                schema.Type ??= JsonSchemaType.Object;
            return Task.CompletedTask;
        });
    });

    public static void MapOpenApiDocument(this WebApplication app) =>
        app.MapOpenApi("/openapi/{documentName}.json").IsOpen("The description of the API holds no data");
}
