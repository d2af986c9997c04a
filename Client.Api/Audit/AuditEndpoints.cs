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
                "`action`, `actor`, `object`, `result` and `address` match exactly; an `object` that ends with `*` matches " +
                "what begins like it. `since` and `until` are times (RFC 3339) or spans before now, such as 24h. Pass `next` " +
                "as `after` for the next page.");
        audit.MapGet("/export", Export)
            .Needs("audit:read")
            .Produces(StatusCodes.Status200OK, contentType: NdJson)
            .Refuses(400)
            .WithSummary("Export the audit log, oldest first, one JSON object per line")
            .WithDescription(
                "Takes the same filters. The export ends at `until`, or now. A response without its last chunk was cut off.");
        audit.MapGet("/verify", AuditVerifier.Verify)
            .Needs("audit:read")
            .Produces<AuditReport>()
            .Refuses(400)
            .WithSummary("Verify the chain of the audit log")
            .WithDescription(
                "Computes the hash of each entry again, oldest first, and names the first entry that is missing or is not what " +
                "was sealed. `head` is a head that was kept earlier: it must still be in the chain. A long log is verified " +
                "in parts: pass `next` as `after` until it is null.");
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
/// <param name="Address">The address of the caller that asked for it; null for what agents do.</param>
/// <param name="TraceId">The trace in which it happened, or null.</param>
/// <param name="Seq">Its place in the chain, from 1; null until it is sealed.</param>
/// <param name="Hash">Its hash in the chain; null until it is sealed.</param>
/// <param name="Details">What else is known, masked.</param>
internal sealed record AuditResource(
    Guid Id, DateTimeOffset OccurredAt, string Actor, string Action, string Object, string Result, string? Address,
    string? TraceId, long? Seq, string? Hash, JsonElement Details)
{
    public static AuditResource From(AuditEntry entry) => new(
        entry.Id, entry.OccurredAt, entry.Actor, entry.Action, entry.Target, entry.Result, entry.Address, entry.TraceId,
        entry.Seal?.Seq, entry.Seal?.Hash, JsonElement.Parse(entry.Details));
}
