using System.Text.Json;
using Sanctum.Edge;
using Sanctum.Identity;
using Sanctum.Problems;

namespace Sanctum.Tools;

/// <summary>The tools that agents can be given.</summary>
internal sealed class ToolEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/tools", List)
            .WithTags("Tools")
            .Produces<ToolList>()
            .Refuses()
            .WithSummary("List the tools that agents can be given")
            .WithDescription("Each with the JSON Schema of its arguments, and what happens if it is run twice.");

    private static async Task<ToolList> List(IClusterClient grains)
    {
        var tools = await grains.ToolCatalog().List();
        return new ToolList([.. tools.Select(tool => new ToolResource(
            tool.Name, tool.Description, JsonSerializer.Deserialize<JsonElement>(tool.ParametersSchema), tool.Effects))]);
    }
}

/// <summary>Every tool.</summary>
/// <param name="Items">In the order of their names.</param>
internal sealed record ToolList(ToolResource[] Items);

/// <summary>A tool.</summary>
/// <param name="Name">How agents name it.</param>
/// <param name="Description">What it does.</param>
/// <param name="Parameters">JSON Schema of its arguments.</param>
/// <param name="Effects">What happens if it is run twice.</param>
internal sealed record ToolResource(string Name, string Description, JsonElement Parameters, ToolEffects Effects);
