using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Budgets;

/// <summary>Budgets: what model calls may cost, and what they cost so far.</summary>
internal sealed class BudgetEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var budgets = routes.MapGroup("/v1/budgets").WithTags("Budgets");
        budgets.MapGet("", List)
            .Needs("budgets:read")
            .Produces<BudgetList>()
            .Refuses(400)
            .WithSummary("List budgets")
            .WithDescription("Ordered by name. Pass `next` as `after` for the next page.");
        budgets.MapGet("/{name}", Get)
            .Needs("budgets:read")
            .Produces<BudgetResource>()
            .Refuses(400, 404)
            .WithSummary("Read a budget: its cap, what is spent, reserved and left, and when it renews")
            .WithDescription("The ETag is the budget's version.");
        budgets.MapPut("/{name}", Put)
            .Needs("budgets:write")
            .Audited(AuditActions.BudgetSet, "budget/{name}", withBody: true)
            .Produces<BudgetResource>()
            .Produces<BudgetResource>(StatusCodes.Status201Created)
            .Refuses(400, 409, 412)
            .WithSummary("Create a budget, or change its cap and its rule")
            .WithDescription(
                "Scope, subject, unit, currency and window of an existing budget cannot be changed. With If-Match, the change " +
                "is refused unless the budget has that version. It applies in every silo within a second. Safe to repeat.");
        budgets.MapDelete("/{name}", Delete)
            .Needs("budgets:delete")
            .Audited(AuditActions.BudgetDelete, "budget/{name}")
            .Produces<BudgetResource>()
            .Refuses(400, 404, 409, 412)
            .WithSummary("Delete a budget")
            .WithDescription("It limits nothing any more. The response is the budget as it was.");
        budgets.MapGet("/{name}/entries", ListEntries)
            .Needs("budgets:read")
            .Produces<BudgetEntryList>()
            .Refuses(400, 404)
            .WithSummary("List what model calls reserved on a budget, and what they cost")
            .WithDescription(
                "Newest first; `status` is one of reserved, settled, released, expired. Pass `next` as `after` for the next " +
                "page.");
    }

    private static async Task<BudgetList> List(string? after, int? limit, IClusterClient grains)
    {
        if (after is not null && !BudgetName.TryParse(after, null, out _))
            throw new InvalidRequestException("after", $"'{after}' {BudgetName.Rule}.");
        var page = await grains.Budgets().List(after, PageLimit.Check(limit));
        return new BudgetList([.. page.Items.Select(BudgetResource.From)], page.Next);
    }

    private static async Task<BudgetResource> Get(BudgetName name, HttpContext http, IClusterClient grains) =>
        Answer(http, await grains.Budgets().Get(name.Value));

    private static async Task<IResult> Put(BudgetName name, BudgetRequest request, HttpContext http, IClusterClient grains)
    {
        var demanded = EntityVersion.Demanded(http.Request);
        var definition = request.ToDefinition(name);
        var before = await Find(grains, name);
        var after = await Matching(demanded, () => grains.Budgets().Put(definition, demanded));
        if (before is not null)
            http.AuditChange(AuditedChange.Between(before.Definition, after.Definition));
        return before is null
            ? Results.Created($"/v1/budgets/{name}", Answer(http, after))
            : Results.Ok(Answer(http, after));
    }

    private static async Task<BudgetResource> Delete(BudgetName name, HttpContext http, IClusterClient grains)
    {
        var demanded = EntityVersion.Demanded(http.Request);
        return BudgetResource.From(await Matching(demanded, () => grains.Budgets().Delete(name.Value, demanded)));
    }

    private static async Task<BudgetEntryList> ListEntries(
        BudgetName name, string? status, Guid? after, int? limit, IClusterClient grains)
    {
        var wanted = status is null ? (BudgetEntryStatus?)null : StateName.Parse<BudgetEntryStatus>("status", status);
        var page = await grains.Budgets().ListEntries(name.Value, wanted, after, PageLimit.Check(limit));
        return new BudgetEntryList([.. page.Items], page.Next);
    }

    private static async Task<Budget?> Find(IClusterClient grains, BudgetName name)
    {
        try
        {
            return await grains.Budgets().Get(name.Value);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private static async Task<Budget> Matching(int? demanded, Func<Task<Budget>> change)
    {
        try
        {
            return await change();
        }
        catch (ConflictException changed) when (demanded is not null)
        {
            throw new ProblemException(Problem.VersionMismatch(changed.Message));
        }
    }

    private static BudgetResource Answer(HttpContext http, Budget budget)
    {
        http.Response.Headers.ETag = EntityVersion.ToETag(budget.Version);
        return BudgetResource.From(budget);
    }
}
