using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Approvals;

/// <summary>Acts that wait for a person: listed, read and answered.</summary>
internal sealed class ApprovalEndpoints : IEndpointModule
{
    private const int MaxActionCharacters = 64;

    public void Map(IEndpointRouteBuilder routes)
    {
        var approvals = routes.MapGroup("/v1/approvals").WithTags("Approvals");
        approvals.MapGet("", List)
            .Needs("approvals:read")
            .Produces<ApprovalList>()
            .Refuses(400)
            .WithSummary("List approvals, newest first")
            .WithDescription(
                "`state` is one of pending, approved, denied, expired; `action` and `agent` match exactly. Pass `next` as " +
                "`after` for the next page.");
        approvals.MapGet("/{id}", Get)
            .Needs("approvals:read")
            .Produces<ApprovalResource>()
            .Refuses(400, 404)
            .WithSummary("Read an approval: what is asked, who may answer, and how it was answered");
        approvals.MapPost("/{id}/answer", Answer)
            .Needs("approvals:answer")
            .Audited(AuditActions.ApprovalAnswer, "approval/{id}", withBody: true)
            .Produces<ApprovalResource>()
            .Refuses(400, 403, 404, 409)
            .WithSummary("Approve or deny an act that waits")
            .WithDescription(
                "An approval gets one answer: the second one, and one after the deadline, is refused with 409. 403 where `who` " +
                "names others than the caller. What waited continues at once; after a crash, when it is taken up.");
    }

    private static async Task<ApprovalList> List(
        string? state, string? action, AgentId? agent, Guid? after, int? limit, IClusterClient grains)
    {
        var wanted = state is null ? (ApprovalState?)null : StateName.Parse<ApprovalState>("state", state);
        if (action?.Length is 0 or > MaxActionCharacters)
            throw new InvalidRequestException(
                "action", $"has {action.Length} characters; 1 to {MaxActionCharacters} are allowed.");
        NullCharacter.Refuse("action", action);
        var page = await grains.Approvals().List(
            new ApprovalSelection(wanted, action, agent?.Value), after, PageLimit.Check(limit));
        return new ApprovalList([.. page.Items.Select(ApprovalResource.From)], page.Next);
    }

    private static async Task<ApprovalResource> Get(Guid id, IClusterClient grains) =>
        ApprovalResource.From(await grains.Approval(id).Get());

    private static async Task<ApprovalResource> Answer(
        Guid id, ApprovalAnswerRequest request, HttpContext http, IClusterClient grains) => ApprovalResource.From(
            await grains.Approval(id).Answer(request.ToAnswer($"operator/{http.Connection.RemoteIpAddress}")));
}
