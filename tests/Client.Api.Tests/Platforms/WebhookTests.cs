using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sanctum.Testing;
using static Sanctum.Tests.Platforms.WebhookGateway;

namespace Sanctum.Tests.Platforms;

[Collection(WebhookSuite.Name)]
public sealed class WebhookTests(WebhookGateway hooks)
{
    private readonly string _secret = NewSecret();

    [Fact]
    public async Task Signed_JSON_in_is_signed_JSON_out()
    {
        await using var shop = await LoopbackReceiver.Start();
        shop.Answer = (_, http) => http.Response.WriteAsJsonAsync(new { id = "reply-1" });
        var account = await hooks.Connect(
            $"{shop.Url}sanctum?shop=7", _secret, new Dictionary<string, string> { ["X-Shop"] = "7" });

        using var delivery = await hooks.Deliver(
            PathOf(account), """{"id":"m1","text":"Where is my parcel?","from":{"id":"42","name":"Ann"},"thread":"ticket-7","context":{"lang":"en"}}""", _secret);

        var receipt = await delivery.ShouldBe(202);
        Assert.Equal((1, false), (receipt["takenIn"]!.GetValue<int>(), receipt["isDuplicate"]!.GetValue<bool>()));
        var reply = (await Replies(shop, 1))[0];
        var request = shop.Requests.Single();
        Assert.True(IsSigned(request, _secret));
        Assert.Equal(
            ("/sanctum", "7", reply.Text("id")), (request.Path, request.Headers["x-shop"], request.Headers["webhook-id"]));
        Assert.Equal(
            ("You said: Where is my parcel?", "ticket-7", "m1", account),
            (reply.Text("text"), reply.Text("thread"), reply.Text("inReplyTo"), reply.Text("account")));
        Assert.Equal("""{"lang":"en"}""", reply["context"]!.ToJsonString());
        var person = await hooks.Gateway.Get("/v1/platforms/webhook/profiles/42");
        Assert.Equal("Ann", person.Text("displayName"));
        Assert.Equal(2, (await hooks.Gateway.Get($"/v1/sessions/{reply.Text("session")}"))["lastSeq"]!.GetValue<int>());
        var ann = await hooks.Gateway.Get($"/v1/people/{person.Text("userId")}");
        Assert.Equal(["42"], ann["profiles"]!.AsArray().Select(profile => profile!.Text("profileId")));
        var hers = (await hooks.Gateway.Get(ann["links"]!.Text("sessions")))["items"]!.AsArray();
        Assert.Contains(reply.Text("session"), hers.Select(session => session!.Text("id")));
        var met = await hooks.Gateway.Get("/v1/people?limit=200");
        Assert.Contains(ann.Text("id"), met["items"]!.AsArray().Select(somebody => somebody!.Text("id")));
    }

    [Fact]
    public async Task The_same_delivery_again_changes_nothing()
    {
        await using var shop = await LoopbackReceiver.Start();
        var account = await hooks.Connect(shop.Url.ToString(), _secret);
        const string First = """{"text":"one","from":{"id":"1"}}""";
        using var before = await hooks.Deliver(PathOf(account), First, _secret, "msg_a");
        await before.ShouldBe(202);

        using var again = await hooks.Deliver(PathOf(account), First, _secret, "msg_a");
        using var other = await hooks.Deliver(PathOf(account), """{"text":"two","from":{"id":"1"}}""", _secret, "msg_b");

        Assert.True((await again.ShouldBe(202))["isDuplicate"]!.GetValue<bool>());
        await other.ShouldBe(202);
        Assert.Equal(["You said: one", "You said: two"], (await Replies(shop, 2)).Select(reply => reply.Text("text")));
    }

    [Fact]
    public async Task What_was_answered_is_not_answered_again_by_the_agent_that_the_account_goes_to()
    {
        await using var shop = await LoopbackReceiver.Start();
        var account = await hooks.Connect(shop.Url.ToString(), _secret);
        const string Message = """{"text":"one","from":{"id":"1"}}""";
        using var before = await hooks.Deliver(PathOf(account), Message, _secret, "msg_a");
        await before.ShouldBe(202);
        await Replies(shop, 1);
        var other = await hooks.Gateway.CreateAgent();
        using var moving = await hooks.Http.PatchAsync(PathOf(account), RunningGateway.Json($$"""{"agent":"{{other}}"}"""));
        await moving.ShouldBe(200);

        using var again = await hooks.Deliver(PathOf(account), Message, _secret, "msg_a");
        using var next = await hooks.Deliver(PathOf(account), """{"text":"two","from":{"id":"1"}}""", _secret, "msg_b");

        Assert.True((await again.ShouldBe(202))["isDuplicate"]!.GetValue<bool>());
        await next.ShouldBe(202);
        await Replies(shop, 2);
        var items = (await hooks.Gateway.Get($"/v1/agents/{other}/queue/items"))["items"]!.AsArray();
        Assert.Equal(["two"], items.Select(item => item!["notification"]!.Text("text")));
    }

    [Fact]
    public async Task What_cannot_be_verified_is_refused_and_leaves_no_trace()
    {
        await using var shop = await LoopbackReceiver.Start();
        var account = await hooks.Connect(shop.Url.ToString(), _secret);
        const string Message = """{"text":"hi","from":{"id":"1"}}""";

        using var forged = await hooks.Deliver(PathOf(account), Message, NewSecret());
        using var old = await hooks.Deliver(PathOf(account), Message, _secret, at: DateTimeOffset.UtcNow.AddMinutes(-6));
        using var early = await hooks.Deliver(PathOf(account), Message, _secret, at: DateTimeOffset.UtcNow.AddMinutes(6));
        using var unsigned = await hooks.Deliver(
            PathOf(account), Message, _secret, change: request => request.Headers.Remove("webhook-signature"));
        using var changed = await hooks.Deliver(
            PathOf(account), Message, _secret, change: request => request.Content = RunningGateway.Json(
                """{"text":"no","from":{"id":"1"}}"""));

        foreach (var response in new[] { forged, old, early, unsigned, changed })
            await response.ShouldRefuse(401, "unverified-delivery");
        var queue = await hooks.Gateway.Get($"/v1/agents/{account}/queue");
        Assert.Equal((0, 0), (queue["new"]!.GetValue<int>(), queue["done"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_wrong_form_is_refused_by_name_and_a_large_body_by_its_limit()
    {
        var account = await hooks.Connect("http://127.0.0.1:9/", _secret);
        using var wrong = await hooks.Deliver(PathOf(account), """{"text":"hi","from":{"name":"Ann"},"colour":"red"}""", _secret);
        using var large = await hooks.Deliver(PathOf(account), $$"""{"text":"{{new string('x', 300_000)}}"}""", _secret);
        using var nowhere = await hooks.Deliver(PathOf("nobody"), "{}", _secret);
        using var sandbox = await hooks.Deliver("/v1/platforms/sandbox/accounts/nobody", "{}", _secret);

        Assert.Equal(
            ["colour", "from.id"],
            (await wrong.ShouldRefuse(400, "invalid-request")).RefusedFields().Order(StringComparer.Ordinal));
        await large.ShouldRefuse(413, "body-too-large");
        await nowhere.ShouldRefuse(404, "not-found");
        await sandbox.ShouldRefuse(404, "not-found");
    }

    [Fact]
    public async Task A_secret_is_exchanged_while_messages_flow_and_is_never_shown()
    {
        await using var shop = await LoopbackReceiver.Start();
        var account = await hooks.Connect(shop.Url.ToString(), _secret);
        var next = NewSecret();

        using var changing = await hooks.Http.PatchAsync(
            PathOf(account), RunningGateway.Json(
                new JsonObject { ["credentials"] = new JsonObject { ["secret"] = $"{next} {_secret}" } }.ToJsonString()));
        var shown = await changing.ShouldBe(200);
        using var withOld = await hooks.Deliver(PathOf(account), """{"text":"old","from":{"id":"1"}}""", _secret);
        using var withNew = await hooks.Deliver(PathOf(account), """{"text":"new","from":{"id":"1"}}""", next);

        await withOld.ShouldBe(202);
        await withNew.ShouldBe(202);
        await Replies(shop, 2);
        Assert.All(shop.Requests, request => Assert.True(IsSigned(request, _secret) && IsSigned(request, next)));
        Assert.DoesNotContain(next, shown.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeat_after_a_lost_answer_is_the_same_request()
    {
        await using var shop = await LoopbackReceiver.Start();
        shop.Answer = (_, http) =>
        {
            if (shop.Requests.Count == 1)
                http.Abort();
            return Task.CompletedTask;
        };
        var account = await hooks.Connect(shop.Url.ToString(), _secret);

        using var delivery = await hooks.Deliver(PathOf(account), """{"text":"hi","from":{"id":"1"}}""", _secret);
        await delivery.ShouldBe(202);

        await Replies(shop, 2);
        var (first, second) = (shop.Requests.First(), shop.Requests.Last());
        Assert.Equal(first.Headers["webhook-id"], second.Headers["webhook-id"]);
        Assert.Equal(first.Body, second.Body);
    }

    [Fact]
    public async Task A_receiver_that_is_busy_is_asked_again_and_one_that_is_gone_is_not()
    {
        await using var shop = await LoopbackReceiver.Start();
        shop.Answer = (request, http) =>
        {
            var text = JsonNode.Parse(request.Body)!.Text("text");
            http.Response.StatusCode = text.Contains("gone", StringComparison.Ordinal)
                ? 410
                : shop.Requests.Count == 1 ? 503 : 200;
            if (http.Response.StatusCode == 503)
                http.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        };
        var account = await hooks.Connect(shop.Url.ToString(), _secret);

        using var busy = await hooks.Deliver(PathOf(account), """{"text":"busy","from":{"id":"1"}}""", _secret);
        await busy.ShouldBe(202);
        await Replies(shop, 2);
        using var gone = await hooks.Deliver(PathOf(account), """{"text":"gone","from":{"id":"1"}}""", _secret);
        await gone.ShouldBe(202);
        await Replies(shop, 3);
        using var after = await hooks.Deliver(PathOf(account), """{"text":"after","from":{"id":"1"}}""", _secret);
        await after.ShouldBe(202);

        await Replies(shop, 4);
        Assert.Equal(
            ["You said: busy", "You said: busy", "You said: gone", "You said: after"],
            shop.Requests.Select(request => JsonNode.Parse(request.Body)!.Text("text")));
    }

    [Fact]
    public async Task Many_deliveries_at_once_are_each_answered_once()
    {
        const int Messages = 60;
        await using var shop = await LoopbackReceiver.Start();
        var account = await hooks.Connect(shop.Url.ToString(), _secret);

        var deliveries = await Task.WhenAll(Enumerable.Range(0, Messages * 2).Select(async n =>
        {
            var message = n % Messages;
            using var response = await hooks.Deliver(
                PathOf(account), $$$"""{"text":"{{{message}}}","from":{"id":"{{{message % 7}}}"}}""", _secret, $"msg_{message}");
            return await response.ShouldBe(202);
        }));

        Assert.Equal(Messages, deliveries.Sum(delivery => delivery["takenIn"]!.GetValue<int>()));
        Assert.Equal(Messages, deliveries.Count(delivery => delivery["isDuplicate"]!.GetValue<bool>()));
        var replies = await Replies(shop, Messages);
        Assert.Equal(Messages, replies.Select(reply => reply.Text("text")).Distinct().Count());
        Assert.Equal(Messages, shop.Requests.Count);
    }

    [Fact]
    public async Task What_is_delivered_to_a_paused_account_is_answered_later()
    {
        await using var shop = await LoopbackReceiver.Start();
        var account = await hooks.Connect(shop.Url.ToString(), _secret);
        using var pausing = await hooks.Http.PostAsync($"{PathOf(account)}/pause", null);
        await pausing.ShouldBe(200);

        using var delivery = await hooks.Deliver(PathOf(account), """{"text":"hi","from":{"id":"1"}}""", _secret);
        Assert.Equal(1, (await delivery.ShouldBe(202))["takenIn"]!.GetValue<int>());
        Assert.Empty(shop.Requests);
        using var resuming = await hooks.Http.PostAsync($"{PathOf(account)}/resume", null);
        await resuming.ShouldBe(200);

        Assert.Single(await Replies(shop, 1));
    }

    [Theory]
    [InlineData("""{"url":"ftp://example.org/"}""", "settings.url")]
    [InlineData("""{"url":"https://user:word@example.org/"}""", "settings.url")]
    [InlineData("""{}""", "settings.url")]
    [InlineData("""{"url":"https://example.org/","headers":{"Authorization":"x"}}""", "settings.headers.Authorization")]
    [InlineData("""{"url":"https://example.org/","headers":{"Webhook-Id":"x"}}""", "settings.headers.Webhook-Id")]
    [InlineData("""{"url":"https://example.org/","headers":{"X":"a\nb"}}""", "settings.headers.X")]
    public async Task A_wrong_setting_is_named(string settings, string field)
    {
        var body = new JsonObject
        {
            ["account"] = "x",
            ["agent"] = "x",
            ["settings"] = JsonNode.Parse(settings),
            ["credentials"] = new JsonObject { ["secret"] = _secret },
        };
        using var response = await hooks.Http.PostAsync(
            "/v1/platforms/webhook/accounts", RunningGateway.Json(body.ToJsonString()));

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task A_secret_that_is_none_is_refused_without_being_repeated()
    {
        var agent = await hooks.Gateway.CreateAgent();
        var body = new JsonObject
        {
            ["account"] = agent,
            ["agent"] = agent,
            ["settings"] = new JsonObject { ["url"] = "https://example.org/" },
            ["credentials"] = new JsonObject { ["secret"] = "whsec_c2hvcnQ=" },
        };
        using var response = await hooks.Http.PostAsync(
            "/v1/platforms/webhook/accounts", RunningGateway.Json(body.ToJsonString()));

        Assert.DoesNotContain(
            "c2hvcnQ", (await response.ShouldRefuse(400, "invalid-request")).ToJsonString(), StringComparison.Ordinal);
    }
}
