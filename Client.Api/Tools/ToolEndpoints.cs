using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Problems;

namespace Sanctum.Tools;

/// <summary>The tools that agents can be given, and what operators decide of them.</summary>
internal sealed class ToolEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var tools = routes.MapGroup("/v1/tools").WithTags("Tools");
        tools.MapGet("", List)
            .Needs("tools:read")
            .Produces<ToolList>()
            .Refuses(400)
            .WithSummary("List all tools")
            .WithDescription(
                "Each with its kind, the JSON Schema of its arguments, and what happens if it is run twice. " +
                "Filter by `platform` and `kind` (platform, shared, custom).");
        tools.MapGet("/{tool}", Get)
            .Needs("tools:read")
            .Produces<ToolResource>()
            .Refuses(400, 404)
            .WithSummary("Read a tool");
        tools.MapPatch("/{tool}", Change)
            .Needs("tools:write")
            .Audited(AuditActions.ToolCatalogUpdate, "tool/{tool}", withBody: true)
            .Produces<ToolResource>()
            .Refuses(400, 404)
            .WithSummary("Enable or disable a tool, or limit its time")
            .WithDescription(
                "A disabled tool is offered to no agent, and calls to it are refused. The response is sent when the change " +
                "applies in every process, after about a second.");
    }

    private static async Task<ToolList> List(PlatformName? platform, string? kind, IClusterClient grains)
    {
        var filter = new ToolFilter(platform?.Value, kind is null ? null : ParseKind(kind));
        return new ToolList([.. (await grains.ToolCatalog().List(filter)).Select(ToolResource.From)]);
    }

    private static async Task<ToolResource> Get(ToolName tool, IClusterClient grains) =>
        ToolResource.From(await grains.ToolCatalog().Get(tool.Value));

    private static async Task<ToolResource> Change(ToolName tool, ToolPatch patch, HttpContext http, IClusterClient grains)
    {
        var change = patch.ToChange();
        var before = ToolResource.From(await grains.ToolCatalog().Get(tool.Value));
        var after = ToolResource.From(await grains.ToolCatalog().Change(tool.Value, change));
        http.AuditChange(AuditedChange.Between(before with { ChangedAt = null }, after with { ChangedAt = null }));
        return after;
    }

    private static ToolKind ParseKind(string text)
    {
        foreach (var kind in Enum.GetValues<ToolKind>())
        {
            if (kind.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
                return kind;
        }
        throw new InvalidRequestException("kind", $"'{text}' is none of platform, shared, custom.");
    }
}
