using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sanctum.Testing;
using static Sanctum.Tests.Platforms.WebhookGateway;

namespace Sanctum.Tests.Platforms;

[Collection(WebhookSuite.Name)]
public sealed class RemotePlatformTests(WebhookGateway hooks)
{
    private readonly string _secret = NewSecret();
    private readonly string _platform = $"p-{Guid.NewGuid():N}"[..16];

    [PythonFact]
    public async Task A_program_in_another_language_is_a_platform()
    {
        var agent = await hooks.Gateway.CreateAgent();
        await using var board = await BoardProcess.Start(
            _secret, new Uri(hooks.Gateway.Address, $"/v1/platforms/{_platform}/accounts/{agent}/webhook"));
        await Register(new Uri(board.Url, "/adapter"), "typing", "thread", "search", "profile", "delete");
        await Connect(agent);

        var delivered = await board.Say(
            new { text = "Is anybody here?", from = new { id = "7", name = "Bo" }, thread = "hello" });

        Assert.Equal(1, delivered["takenIn"]!.GetValue<int>());
        var seen = await Eventually.Get(board.Read, read => read["posts"]!.AsArray().Count > 0);
        var post = Assert.Single(seen["posts"]!.AsArray())!;
        Assert.Equal(("You said: Is anybody here?", "hello"), (post.Text("text"), post.Text("thread")));
        Assert.Equal(401, await board.CallUnsigned("/adapter/post"));
        Assert.Equal("Bo", (await hooks.Gateway.Get($"/v1/platforms/{_platform}/profiles/7")).Text("displayName"));

        var account = $"/v1/platforms/{_platform}/accounts/{agent}";
        var reply = Assert.Single((await hooks.Gateway.Get($"{account}/search?q=you%20said"))["items"]!.AsArray())!;
        Assert.Equal(
            (post.Text("id"), "The agent", post.Text("inReplyTo")),
            (reply.Text("id"), reply["author"]!.Text("displayName"), reply.Text("parentId")));
        Assert.Equal("Writes on the board.", (await hooks.Gateway.Get($"{account}/profiles/Bo")).Text("description"));
        var thread = await hooks.Gateway.Get($"{account}/thread?post={Uri.EscapeDataString(post.Text("inReplyTo"))}");
        Assert.Equal(
            ["Is anybody here?", "You said: Is anybody here?"], thread["items"]!.AsArray().Select(one => one!.Text("text")));
        using var deleted = await hooks.Http.DeleteAsync($"{account}/posts?post={Uri.EscapeDataString(post.Text("id"))}");
        await deleted.ShouldBe(200);
        Assert.Empty((await board.Read())["posts"]!.AsArray());
        await Unregister();
    }

    [Fact]
    public async Task An_adapter_is_called_for_what_it_can_do_and_for_nothing_else()
    {
        await using var adapter = await LoopbackReceiver.Start();
        var agent = await hooks.Gateway.CreateAgent();
        var account = $"/v1/platforms/{_platform}/accounts/{agent}";
        await Register(adapter.Url, "typing", "profile");
        await Connect(agent);

        await Deliver(agent, "hello");
        var typing = await Eventually.Get(
            () => Task.FromResult(adapter.Requests.FirstOrDefault(request => request.Path == "/typing")),
            request => request is not null);
        Assert.True(IsSigned(typing!, _secret));
        Assert.Equal(
            (agent, "1"), (JsonNode.Parse(typing!.Body)!["account"]!.Text("name"), JsonNode.Parse(typing.Body)!.Text("thread")));

        using var search = await hooks.Http.GetAsync($"{account}/search?q=x");
        Assert.Contains(
            "post, webhook, typing, profile", (await search.ShouldRefuse(409, "unsupported-operation")).Text("detail"),
            StringComparison.Ordinal);
        using var thread = await hooks.Http.GetAsync($"{account}/thread?post=x");
        await thread.ShouldRefuse(409, "unsupported-operation");
        using var delete = await hooks.Http.DeleteAsync($"{account}/posts?post=x");
        await delete.ShouldRefuse(409, "unsupported-operation");
        Assert.DoesNotContain(adapter.Requests, request => request.Path is not ("/typing" or "/post"));
        await Unregister();
    }

    [Theory]
    [InlineData("""{"profile":null}""", 404, "not-found", "nobody")]
    [InlineData("""{"profile":{"description":"x"}}""", 503, "dependency-failed", "profile.from is missing")]
    [InlineData("""["no"]""", 503, "dependency-failed", "no JSON object")]
    [InlineData("", 503, "dependency-failed", "'profile'")]
    public async Task What_an_adapter_answers_is_checked_before_it_is_believed(
        string answer, int status, string code, string detail)
    {
        await using var adapter = await LoopbackReceiver.Start();
        adapter.Answer = (_, http) => http.Response.WriteAsync(answer);
        var agent = await hooks.Gateway.CreateAgent();
        await Register(adapter.Url, "profile");
        await Connect(agent);

        using var response = await hooks.Http.GetAsync($"/v1/platforms/{_platform}/accounts/{agent}/profiles/nobody");

        Assert.Contains(detail, (await response.ShouldRefuse(status, code)).Text("detail"), StringComparison.Ordinal);
        await Unregister();
    }

    [Theory]
    [InlineData(403, """{"error":"account_refused","reason":"It was taken down for spam."}""", "taken down for spam")]
    [InlineData(410, """{"error":"account_refused"}""", "refuses the account")]
    [InlineData(400, """{"error":"account_refused","reason":" ","more":[1]}""", "refuses the account")]
    public async Task An_account_that_its_platform_refuses_stops_with_the_reason_and_its_post_waits(
        int status, string answer, string reason)
    {
        await using var adapter = await LoopbackReceiver.Start();
        var isRefused = true;
        adapter.Answer = (_, http) =>
        {
            if (!isRefused)
                return Task.CompletedTask;
            http.Response.StatusCode = status;
            return http.Response.WriteAsync(answer);
        };
        var agent = await hooks.Gateway.CreateAgent();
        await Register(adapter.Url);
        await Connect(agent);

        await Deliver(agent, "hello");
        var account = await Eventually.Get(
            () => hooks.Gateway.Get($"/v1/platforms/{_platform}/accounts/{agent}"), shown => shown.Text("status") == "failed");

        Assert.Contains(reason, account.Text("statusReason"), StringComparison.Ordinal);
        Assert.Single(adapter.Requests);
        Assert.Equal("closed", (await Describe())["remote"]!.Text("circuit"));
        var waiting = (await hooks.Gateway.Get($"/v1/outbox/posts?account={agent}&platform={_platform}"))["items"]!.AsArray();
        Assert.Equal(("pending", 0), (Assert.Single(waiting)!.Text("status"), waiting[0]!["attempts"]!.GetValue<int>()));
        isRefused = false;
        using var resumed = await hooks.Http.PostAsync($"/v1/platforms/{_platform}/accounts/{agent}/resume", null);
        await resumed.ShouldBe(200);
        await Replies(adapter, 2);
        Assert.Single(adapter.Requests.Select(request => request.Headers["webhook-id"]).Distinct());
        await Unregister();
    }

    [Theory]
    [InlineData(404, "text/html; charset=utf-8", "<html><body>Sign in</body></html>")]
    [InlineData(403, "text/html", "<p>account_refused</p>")]
    [InlineData(200, "text/html", "<html>Welcome to the hotel</html>")]
    [InlineData(200, "application/json", "{\"id\":")]
    public async Task A_page_in_the_place_of_json_is_a_passing_fault_and_the_same_post_comes_again(
        int status, string type, string page)
    {
        await using var adapter = await LoopbackReceiver.Start();
        adapter.Answer = (_, http) =>
        {
            if (adapter.Requests.Count > 1)
                return Task.CompletedTask;
            (http.Response.StatusCode, http.Response.ContentType) = (status, type);
            return http.Response.WriteAsync(page);
        };
        var agent = await hooks.Gateway.CreateAgent();
        await Register(adapter.Url);
        await Connect(agent);

        await Deliver(agent, "hello");
        await Replies(adapter, 2);

        var post = await Eventually.Get(
            async () => (await hooks.Gateway.Get($"/v1/outbox/posts?account={agent}&platform={_platform}"))["items"]!.AsArray()
                .Single()!,
            found => found.Text("status") == "posted");
        Assert.Single(adapter.Requests.Select(request => request.Headers["webhook-id"]).Distinct());
        Assert.Equal("active", (await hooks.Gateway.Get($"/v1/platforms/{_platform}/accounts/{agent}")).Text("status"));
        await Unregister();
    }

    [Fact]
    public async Task Who_fails_is_left_alone_until_it_is_back_and_nobody_else_notices()
    {
        await using var bad = await LoopbackReceiver.Start();
        await using var good = await LoopbackReceiver.Start();
        var isMended = false;
        bad.Answer = (_, http) =>
        {
            http.Response.StatusCode = isMended ? 200 : 500;
            return Task.CompletedTask;
        };
        var agent = await hooks.Gateway.CreateAgent();
        var other = await hooks.Connect(good.Url.ToString(), _secret);
        await Register(bad.Url);
        await Connect(agent);

        await Deliver(agent, "first");
        var open = await Eventually.Get(Describe, platform => platform["remote"]!.Text("circuit") != "closed");
        using var delivery = await hooks.Deliver(PathOf(other), """{"text":"hi","from":{"id":"1"}}""", _secret);
        await delivery.ShouldBe(202);

        await Replies(good, 1);
        Assert.Contains("500", open["remote"]!.Text("lastError"), StringComparison.Ordinal);
        isMended = true;
        await Eventually.Get(Describe, platform => platform["remote"]!.Text("circuit") == "closed");
        Assert.Single(bad.Requests.Select(request => request.Headers["webhook-id"]).Distinct());
        await Unregister();
    }

    [Fact]
    public async Task A_registration_is_changed_and_forgotten_without_a_restart_and_posts_wait_for_the_next()
    {
        await using var first = await LoopbackReceiver.Start();
        await using var second = await LoopbackReceiver.Start();
        var agent = await hooks.Gateway.CreateAgent();
        await Register(first.Url);
        await Connect(agent);
        await Deliver(agent, "one");
        await Replies(first, 1);

        await Register(second.Url);
        await Deliver(agent, "two");
        await Replies(second, 1);
        await Unregister();
        Assert.DoesNotContain(
            (await hooks.Gateway.Get("/v1/platforms"))["items"]!.AsArray(), platform => platform!.Text("name") == _platform);
        using var nowhere = await hooks.Deliver(
            $"/v1/platforms/{_platform}/accounts/{agent}", """{"text":"x","from":{"id":"1"}}""", _secret);
        await nowhere.ShouldRefuse(503, "dependency-failed");

        await Register(second.Url);
        await Deliver(agent, "three");
        await Replies(second, 2);
        Assert.Equal(["You said: one"], first.Requests.Select(request => JsonNode.Parse(request.Body)!["post"]!.Text("text")));
        Assert.Equal(
            ["You said: two", "You said: three"],
            second.Requests.Select(request => JsonNode.Parse(request.Body)!["post"]!.Text("text")));
        Assert.All(second.Requests, request => Assert.True(IsSigned(request, _secret)));
        await Unregister();
    }

    [Theory]
    [InlineData("""{"secret":"SECRET"}""", "baseUrl")]
    [InlineData("""{"baseUrl":"http://127.0.0.1/"}""", "secret")]
    [InlineData("""{"baseUrl":"gopher://x/","secret":"SECRET"}""", "baseUrl")]
    [InlineData("""{"baseUrl":"http://127.0.0.1/","secret":"short"}""", "secret")]
    [InlineData("""{"baseUrl":"http://127.0.0.1/","secret":"SECRET","longestText":0}""", "longestText")]
    [InlineData("""{"baseUrl":"http://127.0.0.1/","secret":"SECRET","operations":["fly"]}""", "operations[0]")]
    [InlineData("""{"baseUrl":"http://127.0.0.1/","secret":"SECRET","settingsSchema":{"type":"text"}}""", "settingsSchema")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        using var response = await hooks.Http.PutAsync(
            $"/v1/platforms/{_platform}", RunningGateway.Json(body.Replace("SECRET", _secret, StringComparison.Ordinal)));

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_and_one_that_is_not_registered_cannot_be_forgotten()
    {
        using var taken = await hooks.Http.PutAsJsonAsync(
            "/v1/platforms/bluesky", new { baseUrl = "http://127.0.0.1/", secret = _secret });
        using var unknown = await hooks.Http.DeleteAsync($"/v1/platforms/{_platform}");
        using var builtIn = await hooks.Http.DeleteAsync("/v1/platforms/bluesky");

        await taken.ShouldRefuse(409, "conflict");
        await unknown.ShouldRefuse(404, "not-found");
        await builtIn.ShouldRefuse(404, "not-found");
    }

    private async Task Register(Uri baseUrl, params string[] operations)
    {
        using var response = await hooks.Http.PutAsJsonAsync(
            $"/v1/platforms/{_platform}", new { baseUrl, secret = _secret, idempotentPosts = true, operations });
        var platform = await response.ShouldBe(200);
        Assert.Equal(
            ["post", "webhook", .. operations], platform["operations"]!.AsArray().Select(one => one!.GetValue<string>()));
        Assert.DoesNotContain(_secret, platform.ToJsonString(), StringComparison.Ordinal);
    }

    private async Task Unregister()
    {
        using var response = await hooks.Http.DeleteAsync($"/v1/platforms/{_platform}");
        await response.ShouldBe(204);
    }

    private async Task Connect(string agent)
    {
        using var response = await hooks.Http.PostAsJsonAsync(
            $"/v1/platforms/{_platform}/accounts", new { account = agent, agent });
        await response.ShouldBe(201);
    }

    private async Task Deliver(string agent, string text)
    {
        using var response = await hooks.Deliver(
            $"/v1/platforms/{_platform}/accounts/{agent}",
            new JsonObject { ["text"] = text, ["from"] = new JsonObject { ["id"] = "1" } }.ToJsonString(), _secret);
        await response.ShouldBe(202);
    }

    private async Task<JsonNode> Describe() =>
        (await hooks.Gateway.Get("/v1/platforms"))["items"]!.AsArray().Single(platform => platform!.Text("name") == _platform)!;
}
