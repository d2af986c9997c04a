using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sanctum.Testing;
using static Sanctum.Tests.Platforms.WebhookGateway;

namespace Sanctum.Tests.Platforms;

[Collection(WebhookSuite.Name)]
public sealed class OutboxTests(WebhookGateway hooks)
{
    private readonly string _secret = NewSecret();

    [Fact]
    public async Task What_a_platform_refused_is_listed_shown_retried_and_audited()
    {
        await using var shop = await LoopbackReceiver.Start();
        var account = await ConnectRefused(shop);
        var failed = await Fail(account, "Where is my parcel?");
        var id = failed.Text("id");
        shop.Answer = (_, http) => http.Response.WriteAsJsonAsync(new { id = "reply-1" });

        var shown = await hooks.Gateway.Get($"/v1/outbox/posts/{id}");
        var retried = await Post($"/v1/outbox/posts/{id}/retry");
        var posted = await Eventually.Get(
            () => hooks.Gateway.Get($"/v1/outbox/posts/{id}"), post => post.Text("status") == "posted");

        Assert.Equal(failed.ToJsonString(), shown.ToJsonString());
        Assert.Equal(
            ("webhook", account, account, "You said: Where is my parcel?"),
            (shown.Text("platform"), shown.Text("account"), shown.Text("agent"), shown.Text("text")));
        Assert.Equal(("permanent", 1), (shown.Text("lastErrorClass"), shown["attempts"]!.GetValue<int>()));
        Assert.Equal(id, retried.Text("id"));
        Assert.Equal((2, shown.Text("idempotencyKey")), (shop.Requests.Count, posted.Text("idempotencyKey")));
        Assert.Single(shop.Requests.Select(request => request.Headers["webhook-id"]).Distinct());
        using var again = await hooks.Http.PostAsync($"/v1/outbox/posts/{id}/retry", null);
        await again.ShouldRefuse(409, "conflict");
        var audit = (await hooks.Gateway.Get($"/v1/admin/audit?object=outbox/{id}"))["items"]!.AsArray();
        Assert.Equal(
            [("post.retry", "refused"), ("post.retry", "ok")],
            audit.Select(entry => (entry!.Text("action"), entry!.Text("result"))));
    }

    [Fact]
    public async Task Failed_posts_of_an_account_are_counted_and_retried_together_but_for_the_one_that_was_discarded()
    {
        await using var shop = await LoopbackReceiver.Start();
        var account = await ConnectRefused(shop);
        var unwanted = (await Fail(account, "one")).Text("id");
        await Fail(account, "two");

        var discarded = await Post($"/v1/outbox/posts/{unwanted}/discard?reason=old%20news");
        var outbox = await hooks.Gateway.Get($"{PathOf(account)}/outbox");
        var listed = await hooks.Gateway.Get($"/v1/outbox?agent={account}");
        shop.Answer = (_, http) => http.Response.WriteAsJsonAsync(new { id = "reply-2" });
        var retried = await Post($"{PathOf(account)}/outbox/retry");

        Assert.Equal(("discarded", "old news"), (discarded.Text("status"), discarded.Text("discardReason")));
        Assert.Equal((1, 1), (outbox["counts"]!["error"]!.GetValue<int>(), outbox["counts"]!["discarded"]!.GetValue<int>()));
        Assert.Equal(("normal", null), (outbox["pace"]!.Text("health"), (object?)outbox["pace"]!["circuitOpenFor"]));
        Assert.Equal(outbox["counts"]!.ToJsonString(), listed["totals"]!["counts"]!.ToJsonString());
        Assert.Equal(account, Assert.Single(listed["items"]!.AsArray())!.Text("account"));
        Assert.Equal((1, 0), (retried["retried"]!.GetValue<int>(), retried["leftAlone"]!.GetValue<int>()));
        Assert.Equal("no_reply", (await hooks.Gateway.Get($"/v1/agents/{account}/queue/items/{unwanted}")).Text("status"));
        await Eventually.True(async () => (await hooks.Gateway.Get(
            $"/v1/outbox/posts?status=posted&account={account}&platform=webhook"))["items"]!.AsArray().Count == 1);
        var metrics = await Eventually.Get(
            () => hooks.Http.GetStringAsync("/metrics"),
            text => text.Contains("sanctum_outbox_posts{platform=\"webhook\",status=\"discarded\"}", StringComparison.Ordinal));
        Assert.Contains("sanctum_outbox_oldest_age_seconds{platform=\"webhook\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("sanctum_outbox_effective_batch_size{platform=\"webhook\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("sanctum_outbox_health{health=\"normal\"}", metrics, StringComparison.Ordinal);
        Assert.Contains(
            "sanctum_outbox_attempts_total{outcome=\"permanent\",platform=\"webhook\"}", metrics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?status=lost", 400, "status")]
    [InlineData("?limit=201", 400, "limit")]
    [InlineData("?agent=Not%20one", 400, "agent")]
    [InlineData("?platform=", 400, "platform")]
    [InlineData("?after=00000000-0000-0000-0000-000000000000", 400, "after")]
    public async Task A_wrong_field_is_named(string query, int status, string field)
    {
        using var response = await hooks.Http.GetAsync($"/v1/outbox/posts{query}");

        Assert.Equal([field], (await response.ShouldRefuse(status, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task An_agent_or_post_that_is_not_there_is_not_found_and_a_discard_wants_a_reason()
    {
        using var agent = await hooks.Http.GetAsync("/v1/outbox?agent=nobody-here");
        using var post = await hooks.Http.PostAsync($"/v1/outbox/posts/{Guid.NewGuid()}/retry", null);
        await using var shop = await LoopbackReceiver.Start();
        var failed = await Fail(await ConnectRefused(shop), "hello");
        using var discard = await hooks.Http.PostAsync($"/v1/outbox/posts/{failed.Text("id")}/discard", null);

        await agent.ShouldRefuse(404, "not-found");
        await post.ShouldRefuse(404, "not-found");
        Assert.Equal(["reason"], (await discard.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    private async Task<string> ConnectRefused(LoopbackReceiver shop)
    {
        shop.Answer = (_, http) =>
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
        return await hooks.Connect(shop.Url.ToString(), _secret);
    }

    /// <summary>Somebody writes, and the reply ends in error.</summary>
    private async Task<JsonNode> Fail(string account, string text)
    {
        using var delivery = await hooks.Deliver(
            PathOf(account), $$"""{ "text": "{{text}}", "from": { "id": "42" } }""", _secret);
        await delivery.ShouldBe(202);
        var list = await Eventually.Get(
            () => hooks.Gateway.Get($"/v1/outbox/posts?platform=webhook&account={account}&status=error"),
            page => page["items"]!.AsArray().Any(post => post!.Text("text").EndsWith(text, StringComparison.Ordinal)));
        return list["items"]!.AsArray().Single(post => post!.Text("text").EndsWith(text, StringComparison.Ordinal))!;
    }

    private async Task<JsonNode> Post(string path)
    {
        using var response = await hooks.Http.PostAsync(path, null);
        return await response.ShouldBe(200);
    }
}
