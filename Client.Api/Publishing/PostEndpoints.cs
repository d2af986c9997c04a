using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Platforms;
using Sanctum.Problems;
using Sanctum.Requests;

namespace Sanctum.Publishing;

/// <summary>Posts on their way out, and what an operator can do with those that do not get there.</summary>
internal sealed class PostEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var posts = routes.MapGroup("/v1/outbox/posts").WithTags("Outbox");
        posts.MapGet("", List)
            .Needs("posts:read")
            .Produces<PostList>()
            .Refuses(400, 404)
            .WithSummary("List posts")
            .WithDescription(
                "Grouped by account, oldest first; with status posted or without a status, ordered by id. `status` is one of " +
                "pending, waiting_approval, posting, posted, error, discarded; `agent` selects the accounts of one agent. A " +
                "page examines at most 10,000 posts, so it may hold few: pass `next` as `after` until it is null.");
        posts.MapGet("/{post}", Find)
            .Needs("posts:read")
            .Produces<OutboxPost>()
            .Refuses(400, 404)
            .WithSummary("Read one post");
        posts.MapPost("/{post}/retry", Retry)
            .Needs("posts:write")
            .Audited(AuditActions.PostRetry, "outbox/{post}")
            .Produces<OutboxPost>()
            .Refuses(400, 403, 404, 409)
            .WithSummary("Retry a failed post under the same idempotency key");
        posts.MapPost("/{post}/discard", Discard)
            .Needs("posts:write")
            .Audited(AuditActions.PostDiscard, "outbox/{post}")
            .Produces<OutboxPost>()
            .Refuses(400, 404, 409)
            .WithSummary("Discard a waiting or failed post; it is never sent")
            .WithDescription("`reason` says why, in at most 500 characters. The queue item that it answers ends as no_reply.");
    }

    private static async Task<PostList> List(
        AgentId? agent, PlatformName? platform, AccountName? account, string? status, Guid? after, int? limit,
        IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        var wanted = status is null ? (OutboxStatus?)null : StateName.Parse<OutboxStatus>("status", status);
        if (agent is { } owner)
            await grains.Agent(owner).Get();
        var page = await grains.Outboxes().List(
            new OutboxSelection(agent?.Value, platform?.Value, account?.Value, wanted), after, size);
        return new PostList([.. page.Items], page.Next);
    }

    private static Task<OutboxPost> Find(Guid post, IClusterClient grains) => grains.Outboxes().Find(post);

    private static async Task<OutboxPost> Retry(Guid post, HttpContext http, IClusterClient grains)
    {
        var before = await grains.Outboxes().Find(post);
        return await http.AuditChange(before, () => AdminOf(before, grains).Retry(post));
    }

    private static async Task<OutboxPost> Discard(Guid post, string? reason, HttpContext http, IClusterClient grains)
    {
        var before = await grains.Outboxes().Find(post);
        var why = ReasonText.Require(reason);
        return await http.AuditChange(before, () => AdminOf(before, grains).Discard(post, why));
    }

    private static IOutboxAdminGrain AdminOf(OutboxPost post, IClusterClient grains) =>
        grains.OutboxAdmin(new PlatformName(post.Platform), new AccountName(post.Account));
}

/// <summary>A page of posts.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record PostList(OutboxPost[] Items, Guid? Next);
