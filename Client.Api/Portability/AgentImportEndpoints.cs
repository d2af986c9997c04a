using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Mvc;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;
using Sanctum.Requests;

namespace Sanctum.Portability;

/// <summary>Agents that are created from files.</summary>
internal sealed class AgentImportEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/agents/imports", Import).WithTags("Agents")
            .Needs("agents:write")
            .Audited(AuditActions.AgentImport)
            .Accepts<byte[]>(AgentFileType.Name)
            .WithMetadata(new RequestSizeLimitAttribute(AgentFileImport.MaxBytes))
            .Produces<ImportedAgentResource>(StatusCodes.Status201Created)
            .Refuses(400, 409, 413, 415, 429)
            .WithSummary("Create an agent from a file")
            .WithDescription(
                "Callers also need `memory:write`, and `conversations:write` for a file with transcripts. The body is a file " +
                "of an export, at most 32 MiB; all of it is imported, or nothing. A file in Letta's format (`.af`) is taken " +
                "too: what has no place here is listed in `parts`. `as` gives the agent another name, `without=transcripts` " +
                "leaves transcripts out. A file that another installation signed, or nobody, is refused unless `trust=true`.");

    private static async Task<IResult> Import(
        [FromQuery(Name = "as")] string? name, bool? trust, string? without, HttpContext http, IClusterClient grains)
    {
        var hasTranscripts = FileParts.HasTranscripts(without);
        if (name is not null && !AgentId.TryParse(name, null, out _))
            throw new InvalidRequestException("as", $"'{name}' {AgentId.Rule}.");
        // Until the file is read, it is not known which agent it is of.
        http.AuditAs(name is null ? "agents/imports" : $"agent/{name}");
        CallerRights.RequireAlso("memory:write");
        JsonBodies.RequireUtf8(http.Request);
        using var body = await JsonBodies.Read(http.Request);
        var imported = await grains.AgentFiles().Import(
            new AgentFileImport(ImmutableCollectionsMarshal.AsImmutableArray(body.ToArray()), name, trust ?? false)
            {
                WithoutTranscripts = !hasTranscripts,
            });
        http.AuditAs($"agent/{imported.Agent.Id}");
        http.AuditChange(AuditedChange.Between(
            before: null,
            new
            {
                imported.Format,
                signer = imported.Signer,
                isTrusted = !imported.IsOwn,
                imported.Blocks,
                imported.Passages,
                imported.Sessions,
                dropped = imported.Secrets,
                left = imported.Parts.Count(part => !part.IsTaken),
            }));
        var agent = AgentResource.From(imported.Agent);
        http.Response.Headers.ETag = EntityVersion.ToETag(imported.Agent.Version);
        return Results.Created(
            agent.Links.Self,
            new ImportedAgentResource(
                agent, imported.Format, imported.Signer.Length > 0 ? imported.Signer : null, imported.IsOwn, imported.Blocks,
                imported.Passages, imported.Sessions, imported.Secrets, [.. imported.Parts]));
    }
}

/// <summary>An agent that was created from a file.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Format">The format of the file.</param>
/// <param name="Signer">The public key that the file is signed with, in Base64; null for one without a signature.</param>
/// <param name="IsOwn">Whether that is the key of this installation.</param>
/// <param name="Blocks">Number of its blocks.</param>
/// <param name="Passages">Number of its passages.</param>
/// <param name="Sessions">Number of its sessions.</param>
/// <param name="Secrets">How many secrets the file held; none is kept.</param>
/// <param name="Parts">Of a file in Letta's format: what was taken and what not. Else: sessions that got another id.</param>
internal sealed record ImportedAgentResource(
    AgentResource Agent, AgentFileFormat Format, string? Signer, bool IsOwn, int Blocks, int Passages, int Sessions, int Secrets,
    ImportedPart[] Parts);
