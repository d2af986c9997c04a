using System.Runtime.InteropServices;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Problems;
using Sanctum.Requests;

namespace Sanctum.Portability;

/// <summary>Exports of agents into files, which are made in the background.</summary>
internal sealed class ExportEndpoints : IEndpointModule
{
    private const string ReadsTranscripts = "conversations:read";

    public void Map(IEndpointRouteBuilder routes)
    {
        var exports = routes.MapGroup("/v1/agents/{id}/exports").WithTags("Agents");
        exports.MapPost("", Start)
            .Needs("agents:execute")
            .Audited(AuditActions.AgentExport, "agent/{id}/exports")
            .Produces<ExportResource>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 429)
            .WithSummary("Export an agent into a signed file")
            .WithDescription(
                "Callers also need `agents:read`, `memory:read` and, unless `without=transcripts`, `conversations:read`. The " +
                "file has the agent's definition, core memory, passages and transcripts, and no secrets; it is made in the " +
                "background, also after a crash. Repeating an `Idempotency-Key` returns the same export.");
        exports.MapGet("", List)
            .Needs("agents:read")
            .Produces<ExportList>()
            .Refuses(404)
            .WithSummary("List an agent's exports, newest first")
            .WithDescription(
                "An agent has at most 6, of these 2 open. Those that ended are removed after 7 days, the oldest ones earlier.");
        exports.MapGet("/{export:guid}", Get)
            .Needs("agents:read")
            .Produces<ExportResource>()
            .Refuses(404)
            .WithSummary("Read how far an export is");
        exports.MapGet("/{export:guid}/file", Download)
            .Needs("memory:read")
            .Produces<byte[]>(StatusCodes.Status200OK, AgentFileType.Name)
            .Refuses(404, 409)
            .WithSummary("Download the file of an export")
            .WithDescription(
                "Callers also need `agents:read`, and `conversations:read` where it has transcripts. " +
                "409 while the export is open, and if it failed.");
    }

    private static async Task<IResult> Start(AgentId id, string? without, HttpContext http, IClusterClient grains)
    {
        var hasTranscripts = FileParts.HasTranscripts(without);
        CallerRights.RequireAlso("agents:read");
        CallerRights.RequireAlso("memory:read");
        if (hasTranscripts)
            CallerRights.RequireAlso(ReadsTranscripts);
        await grains.Agent(id).Get();
        var key = http.Request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } own
            ? NamedId.Of(id.Value, "export", own)
            : Guid.CreateVersion7();
        var export = await grains.AgentExports(id).StartWith(
            key, Principal.Current?.Actor ?? "operator", hasTranscripts);
        http.AuditChange(AuditedChange.Between(before: null, new { export = export.Id, export.HasTranscripts }));
        return Results.Accepted($"/v1/agents/{id}/exports/{export.Id}", ExportResource.From(id.Value, export));
    }

    private static async Task<ExportList> List(AgentId id, IClusterClient grains)
    {
        await grains.Agent(id).Get();
        return new ExportList(
            [.. (await grains.AgentExports(id).List()).Select(export => ExportResource.From(id.Value, export))]);
    }

    private static async Task<ExportResource> Get(AgentId id, Guid export, IClusterClient grains)
    {
        await grains.Agent(id).Get();
        return ExportResource.From(
            id.Value,
            await grains.AgentExports(id).Find(export) ?? throw new NotFoundException("export", export.ToString()));
    }

    private static async Task<IResult> Download(AgentId id, Guid export, IClusterClient grains)
    {
        CallerRights.RequireAlso("agents:read");
        await grains.Agent(id).Get();
        if (await grains.AgentExports(id).Find(export) is { HasTranscripts: true })
            CallerRights.RequireAlso(ReadsTranscripts);
        var file = await grains.AgentExports(id).Read(export);
        return Results.Bytes(
            ImmutableCollectionsMarshal.AsArray(file)!, AgentFileType.Name, fileDownloadName: $"{id}.agent.jsonl");
    }
}
