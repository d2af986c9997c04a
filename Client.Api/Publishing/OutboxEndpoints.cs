using System.Text.Json.Nodes;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Platforms;
using Sanctum.Problems;

namespace Sanctum.Publishing;

/// <summary>What the outboxes of accounts hold, and how fast they send.</summary>
internal sealed class OutboxEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/outbox", List)
            .Needs("posts:read")
            .WithTags("Outbox")
            .Produces<OutboxList>()
            .Refuses(400, 404)
            .WithSummary("Read the counts and the throughput of all outboxes")
            .WithDescription(
                "Ordered by platform and account; empty outboxes are left out. Totals cover all pages. `agent` selects the " +
                "accounts of one agent.");
        routes.MapPost("/v1/platforms/{platform}/accounts/{account}/posts", Write)
            .Needs("posts:write")
            .WithTags("Platforms")
            .Audited(AuditActions.PostWrite, "account/{platform}/{account}", withBody: true)
            .Produces<OutboxPost>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 409)
            .WithSummary("Post from an account")
            .WithDescription(
                "202 means that the post is stored and goes out like every other post of the account; " +
                "`GET /v1/outbox/posts/{id}` shows its state. Repeating an `id` returns the same post. The `replyContext` of a " +
                "found post makes it a reply.");
        var outbox = routes.MapGroup("/v1/platforms/{platform}/accounts/{account}/outbox").WithTags("Outbox");
        outbox.MapGet("", Get)
            .Needs("posts:read")
            .Produces<OutboxStatistics>()
            .Refuses(400)
            .WithSummary("Read the counts and the throughput of one account's outbox");
        outbox.MapPost("/retry", Retry)
            .Needs("posts:write")
            .Audited(AuditActions.OutboxRetry, "outbox/{platform}/{account}", withAnswer: true)
            .Produces<OutboxRetry>()
            .Refuses(400, 404)
            .WithSummary("Retry the failed posts of an account, oldest first, at most 100,000");
    }

    private static async Task<OutboxList> List(
        AgentId? agent, PlatformName? platform, AccountName? account, string? after, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        if (agent is { } owner)
            await grains.Agent(owner).Get();
        var page = await grains.Outboxes().GetStatistics(
            new OutboxSelection(agent?.Value, platform?.Value, account?.Value), after, size);
        return new OutboxList(page.Totals, [.. page.Items], page.Next);
    }

    private static async Task<IResult> Write(
        PlatformName platform, AccountName account, PostRequest request, IClusterClient grains)
    {
        var post = await grains.OutboxAdmin(platform, account).Write(
            new PostDraft(request.Text, request.Id ?? Guid.CreateVersion7(), request.ReplyContext?.ToJsonString()));
        return Results.Accepted($"/v1/outbox/posts/{post.Id}", post);
    }

    private static Task<OutboxStatistics> Get(PlatformName platform, AccountName account, IClusterClient grains) =>
        grains.OutboxAdmin(platform, account).GetStatistics();

    private static Task<OutboxRetry> Retry(PlatformName platform, AccountName account, IClusterClient grains) =>
        grains.OutboxAdmin(platform, account).RetryFailed();
}

/// <summary>A post by hand.</summary>
/// <param name="Text">The text; what is longer than the platform's limit becomes a thread. At most 32,000 characters.</param>
/// <param name="Id">What makes it the same post again, a UUIDv7; without it, it is a new one.</param>
/// <param name="ReplyContext">That of a found post, which makes it a reply.</param>
internal sealed record PostRequest(string Text, Guid? Id = null, JsonNode? ReplyContext = null);

/// <summary>A page of outboxes, and what all of them hold.</summary>
/// <param name="Totals">Of all that are meant, on whichever page.</param>
/// <param name="Items">By platform and account.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record OutboxList(OutboxTotals Totals, OutboxStatistics[] Items, string? Next);
