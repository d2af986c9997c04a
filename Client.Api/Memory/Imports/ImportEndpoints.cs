using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Problems;
using Sanctum.Requests;

namespace Sanctum.Memory;

/// <summary>Imports of files into an agent's archival memory, which run in the background.</summary>
internal sealed class ImportEndpoints : IEndpointModule
{
    private const string Jsonl = "application/x-ndjson";

    private static readonly Dictionary<string, ImportFormat> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [Jsonl] = ImportFormat.Jsonl,
        ["application/jsonl"] = ImportFormat.Jsonl,
        ["text/markdown"] = ImportFormat.Markdown,
        ["text/plain"] = ImportFormat.Text,
        ["application/pdf"] = ImportFormat.Pdf,
    };

    public void Map(IEndpointRouteBuilder routes)
    {
        var imports = routes.MapGroup("/v1/agents/{id}/passages/imports").WithTags("Memory");
        imports.MapPost("", Start)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, "agent/{id}/passages/imports")
            .Accepts<byte[]>(Jsonl, [.. Formats.Keys.Where(type => type != Jsonl)])
            .WithMetadata(new RequestSizeLimitAttribute(NewImport.MaxBytes))
            .Produces<ImportResource>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 409, 413, 415, 429)
            .WithSummary("Import a file into an agent's archival memory")
            .WithDescription(
                "The body is the file: JSON Lines, Markdown, plain text or PDF by its `Content-Type`, at most 10 MiB. 202 " +
                "means that it is kept; its entries are inserted in the background, also after a crash. `file` is its name, " +
                "the beginning of each `source`; `tags`, separated by commas, are added to each passage. Repeating an " +
                "`Idempotency-Key` returns the same import.");
        imports.MapGet("", List)
            .Needs("memory:read")
            .Produces<ImportList>()
            .Refuses(404)
            .WithSummary("List an agent's imports, newest first")
            .WithDescription("All that are open, and the newest 100 that have ended; without their refusals.");
        imports.MapGet("/{import:guid}", Get)
            .Needs("memory:read")
            .Produces<ImportResource>()
            .Refuses(404)
            .WithSummary("Read how far an import is, and which entries it refused");
        imports.MapPost("/{import:guid}/cancel", Cancel)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, "agent/{id}/passages/imports/{import}")
            .Produces<ImportResource>()
            .Refuses(404)
            .WithSummary("Cancel an import")
            .WithDescription("What it has inserted stays. An import that has ended stays as it is. Safe to repeat.");
    }

    private static async Task<IResult> Start(
        AgentId id, string? file, string? tags, HttpContext http, IClusterClient grains)
    {
        var name = file ?? throw new InvalidRequestException("file", "is required.");
        var format = FormatOf(http.Request);
        if (format != ImportFormat.Pdf)
            JsonBodies.RequireUtf8(http.Request);
        await grains.RequireActive(id);
        var key = PassageKey.Of(http.Request) is { } own ? NamedId.Of(id.Value, "import", own) : Guid.CreateVersion7();
        using var body = await JsonBodies.Read(http.Request);
        var import = await grains.PassageImports(id).Start(
            new NewImport(
                key, name, format, tags is null ? [] : [.. tags.Split(',')],
                ImmutableCollectionsMarshal.AsImmutableArray(body.ToArray())),
            MemoryRequests.Operator);
        http.AuditChange(AuditedChange.Between(
            before: null, new { import = import.Id, import.File, import.Format, import.Bytes }));
        return Results.Accepted($"/v1/agents/{id}/passages/imports/{import.Id}", ImportResource.From(import));
    }

    private static ImportFormat FormatOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && Formats.TryGetValue(type.MediaType.ToString(), out var format)
            ? format
            : throw new InvalidRequestException("Content-Type", $"is none of {string.Join(", ", Formats.Keys)}.");

    private static async Task<ImportList> List(AgentId id, IClusterClient grains)
    {
        await grains.Agent(id).Get();
        return new ImportList([.. (await grains.PassageImports(id).List()).Select(ImportResource.From)]);
    }

    private static async Task<ImportResource> Get(AgentId id, Guid import, IClusterClient grains)
    {
        await grains.Agent(id).Get();
        return ImportResource.From(
            await grains.PassageImports(id).Find(import) ?? throw new NotFoundException("import", import.ToString()));
    }

    private static async Task<ImportResource> Cancel(AgentId id, Guid import, IClusterClient grains)
    {
        await grains.Agent(id).Get();
        return ImportResource.From(await grains.PassageImports(id).Cancel(import));
    }
}
