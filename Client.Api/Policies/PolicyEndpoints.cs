using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;
using Sanctum.Requests;

namespace Sanctum.Policies;

/// <summary>Policy documents: put in force, read, taken back; and decisions that are only asked for.</summary>
internal sealed class PolicyEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var policies = routes.MapGroup("/v1/policies").WithTags("Policies");
        policies.MapGet("", List)
            .Needs("policies:read")
            .Produces<PolicyList>()
            .WithSummary("List the policy documents in force");
        policies.MapGet("/{name}", Get)
            .Needs("policies:read")
            .Produces<PolicyResource>()
            .Refuses(400, 404)
            .WithSummary("Read a policy document")
            .WithDescription("The version in force, or the one that `version` names. The ETag is the version.");
        policies.MapPut("/{name}", Put)
            .Needs("policies:write")
            .Audited(AuditActions.PolicyPut, "policy/{name}")
            .Accepts<PolicyBody>("application/json", DocumentBody.YamlTypes)
            .Produces<PolicyResource>()
            .Refuses(400, 409, 413, 415)
            .WithSummary("Put a policy document in force")
            .WithDescription(
                "The body is the document, as JSON or YAML. It holds in every silo within about a second. The text in force " +
                "again changes nothing. With If-Match, the change is refused unless the document has that version.");
        policies.MapDelete("/{name}", Delete)
            .Needs("policies:delete")
            .Audited(AuditActions.PolicyDelete, "policy/{name}")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 404, 409)
            .WithSummary("Take a policy document out of force")
            .WithDescription("Its versions stay readable, and can be put in force again.");
        policies.MapGet("/{name}/versions", ListVersions)
            .Needs("policies:read")
            .Produces<PolicyVersionList>()
            .Refuses(400, 404)
            .WithSummary("List the versions of a policy document, newest first");
        policies.MapPost("/{name}/rollback", Rollback)
            .Needs("policies:write")
            .Audited(AuditActions.PolicyRollback, "policy/{name}", withBody: true)
            .Produces<PolicyResource>()
            .Refuses(400, 404)
            .WithSummary("Put an earlier version of a policy document in force again, as the next version");
        policies.MapPost("/check", Check)
            .Needs("policies:execute")
            .Produces<PolicyAnswerResource>()
            .Refuses(400, 404)
            .WithSummary("Ask what the policies say of an act that nobody does");
    }

    private static async Task<PolicyList> List(IClusterClient grains) =>
        new([.. (await grains.Policies().List()).Select(PolicyResource.Listed)]);

    private static async Task<PolicyResource> Get(PolicyName name, int? version, HttpResponse response, IClusterClient grains) =>
        WithETag(await grains.Policies().Get(name.Value, version), response);

    private static async Task<PolicyResource> Put(PolicyName name, HttpContext http, IClusterClient grains)
    {
        var expected = EntityVersion.Demanded(http.Request);
        var document = await DocumentBody.Read(http.Request);
        return WithETag(await grains.Policies().Put(name.Value, document, expected), http.Response);
    }

    private static async Task<IResult> Delete(PolicyName name, HttpRequest request, IClusterClient grains)
    {
        await grains.Policies().Delete(name.Value, EntityVersion.Demanded(request));
        return Results.NoContent();
    }

    private static async Task<PolicyVersionList> ListVersions(PolicyName name, int? before, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        var page = await grains.Policies().ListVersions(name.Value, before, size);
        if (page.IsEmpty && before is null)
            throw new NotFoundException("policy", name.Value);
        return new PolicyVersionList(
            [.. page.Select(PolicyResource.Listed)], page.Length == size ? page[^1].Version : null);
    }

    private static async Task<PolicyResource> Rollback(
        PolicyName name, PolicyRollbackRequest request, HttpResponse response, IClusterClient grains)
    {
        var version = request.Version ?? throw new InvalidRequestException("version", "is missing.");
        return WithETag(await grains.Policies().Restore(name.Value, version), response);
    }

    private static async Task<PolicyAnswerResource> Check(PolicyCheckRequest request, IClusterClient grains) =>
        PolicyAnswerResource.From(await grains.Policies().Check(request.ToQuestion()));

    private static PolicyResource WithETag(PolicyVersion version, HttpResponse response)
    {
        response.Headers.ETag = EntityVersion.ToETag(version.Version);
        return PolicyResource.From(version);
    }
}
