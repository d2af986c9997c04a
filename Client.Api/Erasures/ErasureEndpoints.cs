using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Erasures;

/// <summary>Erasures of people, which run in the background, and their receipts.</summary>
internal sealed class ErasureEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var erasures = routes.MapGroup("/v1/erasures").WithTags("People");
        erasures.MapPost("", Start)
            .Needs("erasures:execute")
            .Audited(AuditActions.PersonErase, "erasures")
            .Produces<ErasureResource>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 429)
            .WithSummary("Erase a person everywhere")
            .WithDescription(
                "Erases the person's profiles on all platforms, messages, conversations, notes and what agents remembered of " +
                "them, also after a crash. It cannot be undone. While an erasure of the same person is open, that is answered.");
        erasures.MapGet("", List)
            .Needs("erasures:read")
            .Produces<ErasureList>()
            .Refuses(400)
            .WithSummary("List erasures of people, newest first");
        erasures.MapGet("/{erasure:guid}", Get)
            .Needs("erasures:read")
            .Produces<ErasureResource>()
            .Refuses(404)
            .WithSummary("Read how far an erasure is");
        erasures.MapGet("/{erasure:guid}/receipt", ReadReceipt)
            .Needs("erasures:read")
            .Produces<string>(StatusCodes.Status200OK, ReceiptType)
            .Refuses(404, 409)
            .WithSummary("Read the signed receipt of an erasure")
            .WithDescription(
                "Two lines: what was erased as JSON, and the signature of these bytes. 409 while the erasure is open.");
    }

    private const string ReceiptType = "application/jsonl";

    private static IPersonErasuresGrain Erasures(IClusterClient grains) => grains.Erasures(CallerTenant.Name);

    private static async Task<IResult> Start(ErasedPerson person, HttpContext http, IClusterClient grains)
    {
        var erasure = await Erasures(grains).Start(person.Platform, person.Person, Principal.Current?.Actor ?? "operator");
        // The audit log is kept, so it does not name the person.
        http.AuditChange(AuditedChange.Between(before: null, new { erasure = erasure.Id }));
        return Results.Accepted($"/v1/erasures/{erasure.Id}", ErasureResource.From(erasure));
    }

    private static async Task<ErasureList> List(Guid? after, int? limit, IClusterClient grains)
    {
        var page = await Erasures(grains).List(after, PageLimit.Check(limit));
        return new ErasureList([.. page.Items.Select(ErasureResource.From)], page.Next);
    }

    private static async Task<ErasureResource> Get(Guid erasure, IClusterClient grains) =>
        ErasureResource.From(await Erasures(grains).Get(erasure));

    private static async Task<IResult> ReadReceipt(Guid erasure, IClusterClient grains) =>
        Results.Text(await Erasures(grains).ReadReceipt(erasure), ReceiptType);
}
