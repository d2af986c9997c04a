using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Problems;

namespace Sanctum.Tenants;

/// <summary>Tenants, for the operator; and a tenant's view of itself.</summary>
internal sealed class TenantEndpoints : IEndpointModule
{
    private const string Admin = "admin";

    public void Register(IServiceCollection services) => services.AddSingleton<KnownTenants>();

    public void Map(IEndpointRouteBuilder routes)
    {
        var tenants = routes.MapGroup("/v1/tenants").WithTags("Tenants");
        tenants.MapGet("/{tenant}", Get)
            .AlwaysNeeds("tenants:read")
            .Produces<TenantResource>()
            .Refuses(400, 404)
            .WithSummary("Read a tenant: its state, its quotas, and what it has of them")
            .WithDescription("Callers of another tenant than `default` see their own only.");
        tenants.MapGet("", List)
            .AlwaysNeeds("tenants:read").ForOperators()
            .Produces<TenantPage>()
            .Refuses(400)
            .WithSummary("List tenants")
            .WithDescription("Ordered by name, with those that were deleted. Pass `next` as `after` for the next page.");
        tenants.MapPost("", Create)
            .AlwaysNeeds("tenants:write").ForOperators()
            .Audited(AuditActions.TenantCreate, withBody: true)
            .Produces<CreatedTenantResource>(StatusCodes.Status201Created)
            .Refuses(400, 409)
            .WithSummary("Create a tenant with its roles and its first admin")
            .WithDescription(
                "The answer shows the admin's one-time password once. The name of a deleted tenant is not used again.");
        tenants.MapPut("/{tenant}", Change)
            .AlwaysNeeds("tenants:write").ForOperators()
            .Audited(AuditActions.TenantChange, "tenant/{tenant}", withBody: true)
            .Produces<TenantResource>()
            .Refuses(400, 404)
            .WithSummary("Replace a tenant's title and quotas")
            .WithDescription("They apply within a second. What a tenant has beyond a lower quota stays. Safe to repeat.");
        MapState(tenants, "suspend", AuditActions.TenantSuspend,
            "Suspend a tenant: its callers get 403 within a second, and its agents take no more turns",
            (all, name) => all.Suspend(name));
        MapState(tenants, "resume", AuditActions.TenantResume,
            "Resume a suspended tenant; what waited is taken up", (all, name) => all.Resume(name));
        tenants.MapPost("/{tenant}/reset-admin", ResetAdmin)
            .AlwaysNeeds("tenants:write").ForOperators()
            .Audited(AuditActions.TenantResetAdmin, "tenant/{tenant}")
            .Produces<TenantAdminResource>()
            .Refuses(400, 404)
            .WithSummary("Give a tenant's admin a one-time password")
            .WithDescription("The user `admin` is created, enabled and made an admin where needed; all its sessions end.");
        tenants.MapDelete("/{tenant}", Delete)
            .AlwaysNeeds("tenants:delete").ForOperators()
            .Audited(AuditActions.TenantDelete, "tenant/{tenant}")
            .Produces<TenantDeletionResource>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 409)
            .WithSummary("Delete a suspended tenant with everything that it has")
            .WithDescription(
                "It cannot be undone. The deletion continues by itself; `GET /v1/tenants/{tenant}/deletion` shows how far it " +
                "is.");
        tenants.MapGet("/{tenant}/deletion", GetDeletion)
            .AlwaysNeeds("tenants:read").ForOperators()
            .Produces<TenantDeletionResource>()
            .Refuses(400, 404)
            .WithSummary("Read the receipt of a tenant's deletion: what was removed, by table and when");
    }

    private static void MapState(
        RouteGroupBuilder tenants, string verb, string action, string summary,
        Func<ITenantsGrain, string, Task<Tenant>> change) =>
        tenants.MapPost($"/{{tenant}}/{verb}", async (TenantId tenant, IClusterClient grains) =>
                TenantResource.From(await change(grains.Tenants(), tenant.Value)))
            .AlwaysNeeds("tenants:write").ForOperators()
            .Audited(action, "tenant/{tenant}")
            .Produces<TenantResource>()
            .Refuses(400, 404, 409)
            .WithSummary(summary)
            .WithDescription("Safe to repeat.");

    private static async Task<TenantResource> Get(TenantId tenant, IClusterClient grains)
    {
        if (CallerTenant.Name != GrainKey.DefaultTenant && CallerTenant.Name != tenant.Value)
            throw new NotFoundException("tenant", tenant.Value);
        var found = await grains.Tenants().Get(tenant.Value);
        return TenantResource.From(found, await grains.Tenants().GetUse(tenant.Value));
    }

    private static async Task<TenantPage> List(string? after, int? limit, IClusterClient grains)
    {
        if (after is not null && !TenantName.IsValid(after))
            throw new InvalidRequestException("after", $"{TenantName.Rule}.");
        var size = PageLimit.Check(limit);
        var page = await grains.Tenants().List(after, size);
        return new TenantPage([.. page.Select(TenantResource.From)], page.Length == size ? page[^1].Name : null);
    }

    private static async Task<IResult> Create(CreateTenantRequest request, HttpContext http, IClusterClient grains)
    {
        var tenant = request.ToTenant();
        if (!TenantName.IsValid(tenant.Name))
            throw new InvalidRequestException("name", $"{TenantName.Rule}.");
        http.AuditAs($"tenant/{tenant.Name}");
        var created = await grains.Tenants().Create(tenant);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Created(
            $"/v1/tenants/{tenant.Name}",
            new CreatedTenantResource(TenantResource.From(created.Tenant), created.Admin, created.OneTimePassword));
    }

    private static async Task<TenantResource> Change(
        TenantId tenant, TenantRequest request, HttpContext http, IClusterClient grains)
    {
        var before = await grains.Tenants().Get(tenant.Value);
        var after = await grains.Tenants().Change(tenant.Value, request.Title ?? "", request.Quotas ?? new TenantQuotas());
        http.AuditChange(AuditedChange.Between(before.Quotas, after.Quotas));
        return TenantResource.From(after);
    }

    private static async Task<TenantAdminResource> ResetAdmin(TenantId tenant, HttpContext http, IClusterClient grains)
    {
        if ((await grains.Tenants().Get(tenant.Value)).State is TenantState.Deleting or TenantState.Deleted)
            throw new NotFoundException("tenant", tenant.Value);
        var password = await grains.GetGrain<IUserGrain>(new GrainKey(tenant.Value, Admin).ToString()).Recover();
        http.Response.Headers.CacheControl = "no-store";
        return new TenantAdminResource(tenant.Value, Admin, password);
    }

    private static async Task<IResult> Delete(TenantId tenant, IClusterClient grains) => Results.Accepted(
        $"/v1/tenants/{tenant}/deletion", TenantDeletionResource.From(await grains.Tenants().Delete(tenant.Value)));

    private static async Task<TenantDeletionResource> GetDeletion(TenantId tenant, IClusterClient grains) =>
        TenantDeletionResource.From(await grains.Tenants().GetDeletion(tenant.Value));
}
