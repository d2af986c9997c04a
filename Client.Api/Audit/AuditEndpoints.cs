using System.Text.Json;
using Sanctum.Access;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Audit;

/// <summary>The audit log: read in pages, or taken out whole.</summary>
internal sealed class AuditEndpoints : IEndpointModule
{
    private const string NdJson = "application/x-ndjson";

    public void Map(IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/v1/admin/audit").WithTags("Audit");
        audit.MapGet("", List)
            .Needs("audit:read")
            .Produces<AuditList>()
            .Refuses(400)
            .WithSummary("Read the audit log, newest first")
            .WithDescription(
                "`action`, `actor` and `object` match exactly; `since` and `until` are times (RFC 3339) or spans before now, " +
                "such as 24h. Pass `next` as `after` for the next page.");
        audit.MapGet("/export", Export)
            .Needs("audit:read")
            .Produces(StatusCodes.Status200OK, contentType: NdJson)
            .Refuses(400)
            .WithSummary("Export the audit log, oldest first, one JSON object per line")
            .WithDescription(
                "Takes the same filters. The export ends at `until`, or now. A response without its last chunk was cut off.");
    }

    private static async Task<AuditList> List(
        [AsParameters] AuditFilters filters, Guid? after, int? limit, TimeProvider clock, IClusterClient grains)
    {
        var size = PageLimit.Check(limit, max: AuditQuery.MaxPerPage);
        var page = await grains.Audit().List(filters.ToQuery(clock.GetUtcNow(), oldestFirst: false, size) with { After = after });
        return new AuditList([.. page.Select(AuditResource.From)], page.Length == size ? page[^1].Id : null);
    }

    private static async Task Export(
        [AsParameters] AuditFilters filters, HttpContext http, TimeProvider clock, IClusterClient grains)
    {
        var now = clock.GetUtcNow();
        var query = filters.ToQuery(now, oldestFirst: true, AuditQuery.MaxPerPage);
        query = query with { Until = query.Until ?? now };
        var page = await grains.Audit().List(query);
        http.Response.ContentType = NdJson;
        while (true)
        {
            foreach (var entry in page)
            {
                await JsonSerializer.SerializeAsync(
                    http.Response.Body, AuditResource.From(entry), Json.Options, http.RequestAborted);
                await http.Response.Body.WriteAsync("\n"u8.ToArray(), http.RequestAborted);
            }
            if (page.Length < AuditQuery.MaxPerPage)
                return;
            page = await grains.Audit().List(query with { After = page[^1].Id });
        }
    }
}

/// <summary>A page of the audit log.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record AuditList(AuditResource[] Items, Guid? Next);

/// <summary>Who did what, and what came of it.</summary>
/// <param name="Id">Sorts by time.</param>
/// <param name="OccurredAt">UTC.</param>
/// <param name="Actor">Who.</param>
/// <param name="Action">What.</param>
/// <param name="Object">To what.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Details">What else is known, masked.</param>
internal sealed record AuditResource(
    Guid Id, DateTimeOffset OccurredAt, string Actor, string Action, string Object, string Result, JsonElement Details)
{
    public static AuditResource From(AuditEntry entry) => new(
        entry.Id, entry.OccurredAt, entry.Actor, entry.Action, entry.Target, entry.Result, JsonElement.Parse(entry.Details));
}
