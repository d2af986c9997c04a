using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Testing;
using static Sanctum.Tests.Platforms.BridgeGateway;

namespace Sanctum.Tests.Platforms;

[Collection(BridgeSuite.Name)]
public sealed class WebChatBridgeTests(BridgeGateway bridge)
{
    [Fact]
    public async Task A_visitor_is_answered_by_the_agent_and_an_outside_program_may_read_along_and_post()
    {
        var (account, session) = (await bridge.Open(new { }), NewSession());

        var said = await bridge.Ask($"action=messages&account={account}", new { session_id = session, message = "<b>hello</b>" });
        var reply = Assert.Single(await bridge.Responses(account, session, 1));
        var inbox = await bridge.Ask($"action=inbox&account={account}", key: ApiKey);
        await bridge.Ask(
            $"action=outbox&account={account}", new { session_id = session, response = "by hand", message_id = 7 }, ApiKey);

        Assert.True(said["is_new_user"]!.GetValue<bool>());
        Assert.Matches("^[0-9a-f]{16}$", said.Text("uid"));
        Assert.Equal("You said: <b>hello</b>", reply.Text("response"));
        var read = Assert.Single(inbox["messages"]!.AsArray())!;
        Assert.Equal(
            (said["message_id"]!.ToJsonString(), session, "<b>hello</b>", said.Text("uid")),
            (read["id"]!.ToJsonString(), read.Text("session_id"), read.Text("message"), read.Text("uid")));
        var both = await bridge.Responses(account, session, 2);
        Assert.Equal(7, both[1]["message_id"]!.GetValue<int>());
        var behind = await bridge.Ask($"action=responses&account={account}&session_id={session}&since={reply["id"]}");
        Assert.Equal(["by hand"], behind["responses"]!.AsArray().Select(one => one!.Text("response")));
    }

    [Fact]
    public async Task Where_an_outside_program_answers_the_agent_gets_nothing_and_nothing_is_read_or_said_twice()
    {
        var (account, session) = (await bridge.Open(new { answeredBy = "outside" }), NewSession());
        var message = new { session_id = session, message = "one", id = "m1" };
        await bridge.Ask($"action=messages&account={account}", message);
        await bridge.Ask($"action=messages&account={account}", message);

        var first = await bridge.Ask($"action=inbox&account={account}", key: ApiKey);
        await bridge.Ask($"action=messages&account={account}", new { session_id = session, message = "two" });
        var behind = await bridge.Ask($"action=inbox&account={account}&since={first.Text("cursor")}", key: AdminKey);
        var again = await bridge.Ask($"action=inbox&account={account}&since={first.Text("cursor")}", key: ApiKey);
        var unread = await bridge.Ask($"action=inbox&account={account}", key: ApiKey);
        var since = await bridge.Ask($"action=inbox&account={account}&since=2020-01-01T00:00:00Z&limit=1", key: ApiKey);
        var reply = new { session_id = session, response = "answer", key = "r1" };
        await bridge.Ask($"action=outbox&account={account}", reply, ApiKey);
        await bridge.Ask($"action=outbox&account={account}", reply, ApiKey);

        Assert.Equal(["one"], Texts(first));
        Assert.Equal(["two"], Texts(behind));
        Assert.Equal(["two"], Texts(again));
        Assert.Empty(Texts(unread));
        Assert.Equal(["one"], Texts(since));
        Assert.True(since["pagination"]!["has_more"]!.GetValue<bool>());
        Assert.Equal(["answer"], (await bridge.Responses(account, session, 1)).Select(one => one.Text("response")));
        await using var items = bridge.Hooks.Gateway.Rows.CreateCommand("select count(*) from queue_item where agent = $1");
        items.Parameters.AddWithValue(account);
        Assert.Equal(0L, await items.ExecuteScalarAsync());
        await bridge.Send($"action=outbox&account={account}", new { session_id = NewSession(), response = "to nobody" }, ApiKey)
            .ShouldFail(404);
    }

    [Fact]
    public async Task Only_a_key_that_fits_opens_what_is_not_public_and_nobody_reads_it()
    {
        var account = await bridge.Open(new { });
        var keyless = await BridgeGateway.Open(bridge.Hooks, new { }, new { apiKey = ApiKey });
        var bare = await BridgeGateway.Open(bridge.Hooks, bridge: null, new { apiKey = ApiKey });
        var agent = await bridge.Hooks.Gateway.CreateAgent();

        foreach (var key in new[] { null, "", "wrong", ApiKey[..^1], ApiKey + "x" })
            await bridge.Send($"action=inbox&account={account}", key: key).ShouldFail(401);
        foreach (var action in new[] { "sessions", "session_messages", "config" })
            await bridge.Send($"action={action}&account={account}", key: ApiKey).ShouldFail(401);
        foreach (var action in new[] { "cleanup", "clear_data", "config" })
            await bridge.Send($"action={action}&account={account}", new { }, ApiKey).ShouldFail(401);
        await bridge.Send($"action=sessions&account={keyless}", key: AdminKey).ShouldFail(401);
        await bridge.Send($"action=inbox&account={bare}", key: ApiKey).ShouldFail(404);
        await bridge.Send("action=inbox&account=no-such-chat", key: ApiKey).ShouldFail(404);
        using var refused = await bridge.Http.PostAsJsonAsync(
            "/v1/platforms/webchat/accounts", new { account = agent, agent, credentials = new { adminKey = "short" } });
        Assert.Equal(["credentials.adminKey"], (await refused.ShouldRefuse(400, "invalid-request")).RefusedFields());
        Assert.DoesNotContain(
            ApiKey, await bridge.Http.GetStringAsync($"/v1/platforms/webchat/accounts/{account}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_named_in_the_bridges_envelope()
    {
        var account = await bridge.Open(new { });
        var session = NewSession();

        Assert.Contains("session_messages", await bridge.Send($"account={account}").ShouldFail(400), StringComparison.Ordinal);
        Assert.Contains(
            "session_messages", await bridge.Send($"action=nonsense&account={account}").ShouldFail(404),
            StringComparison.Ordinal);
        using (var misused = await bridge.Send($"action=messages&account={account}"))
            Assert.Equal(["POST"], misused.Content.Headers.Allow);
        await bridge.Send($"action=messages&account={account}").ShouldFail(405);
        await bridge.Send($"action=responses&account={account}", new { }).ShouldFail(405);
        using var delete = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/?action=config");
        await bridge.Http.SendAsync(delete).ShouldFail(405);
        await bridge.Http.GetAsync("/api/v1/nothing").ShouldFail(404);
        using var odd = new HttpRequestMessage(HttpMethod.Get, "/api/v1/?action=config");
        odd.Headers.TryAddWithoutValidation("Host", "127.0.0.1:99999");
        await bridge.Http.SendAsync(odd).ShouldFail(400);

        foreach (var (body, field) in new (string, string)[]
        {
            ("""{"session_id":"SESSION"}""", "message"),
            ("""{"session_id":"SESSION","message":"  "}""", "message"),
            ($$"""{"session_id":"SESSION","message":"{{new string('x', 8_001)}}"}""", "message"),
            ("""{"session_id":"SESSION","message":"a\u0000b"}""", "message"),
            ("""{"session_id":"SESSION","message":"\ud83d"}""", "message"),
            ("""{"session_id":"SESSION","message":5}""", "message"),
            ("""{"session_id":"SESSION","message":"hi","id":"a b"}""", "id"),
            ("""{"session_id":"SESSION","message":"hi","unknown":1}""", "unknown"),
            ("""{"session_id":"other","message":"hi"}""", "session_id"),
            ("""{"session_id":"session_","message":"hi"}""", "session_id"),
            ("""{"message":"hi"}""", "session_id"),
            ("""{"session_id":null,"message":"hi"}""", "session_id"),
            ("nonsense", "body"),
        })
        {
            var sent = body.Replace("SESSION", session, StringComparison.Ordinal);
            var error = await bridge.Send($"action=messages&account={account}", sent).ShouldFail(400);
            Assert.Contains($"{field}: ", error, StringComparison.Ordinal);
        }
        foreach (var (query, field) in new[]
        {
            ("limit=0", "limit"), ("limit=101", "limit"), ("limit=x", "limit"), ("limit=", "limit"), ("offset=3", "offset"),
            ("since=yesterday", "since"), ("since=2026-99-01T00:00:00Z", "since"), ("since=%00", "since"),
        })
            Assert.Contains(
                field, await bridge.Send($"action=inbox&account={account}&{query}", key: ApiKey).ShouldFail(400),
                StringComparison.Ordinal);
        Assert.Contains(
            "account", await bridge.Send("action=responses&account=A%00&session_id=" + session).ShouldFail(400),
            StringComparison.Ordinal);
        Assert.Contains(
            "session_id", await bridge.Send($"action=responses&account={account}&session_id=session_%00").ShouldFail(400),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_administers_sees_sessions_changes_settings_and_removes_what_is_idle_or_all()
    {
        var account = await bridge.Open(new { answeredBy = "outside" });
        var (old, fresh) = (NewSession(), NewSession());
        await bridge.Ask($"action=messages&account={account}", new { session_id = old, message = "old" });
        await bridge.Ask($"action=outbox&account={account}", new { session_id = old, response = "answer" }, ApiKey);
        const string Age = "update webchat_message set sent_at = now() - interval '2 minutes' where conversation_id = $1";
        await using (var age = bridge.Hooks.Gateway.Rows.CreateCommand(Age))
        {
            age.Parameters.AddWithValue(old);
            await age.ExecuteNonQueryAsync();
        }
        await bridge.Ask($"action=messages&account={account}", new { session_id = fresh, message = "fresh" });
        Task<JsonNode> Admin(string query, object? body = null) => bridge.Ask($"{query}&account={account}", body, AdminKey);

        var config = await Admin("action=config", new { session_timeout = 60 });
        Assert.Equal(("outside", 60), (config.Text("answered_by"), config["session_timeout"]!.GetValue<int>()));
        Assert.Equal(60, (await Admin("action=config"))["session_timeout"]!.GetValue<int>());
        await bridge.Send($"action=config&account={account}", new { session_timeout = 59 }, AdminKey).ShouldFail(400);
        await bridge.Send($"action=config&account={account}", new { answered_by = "nobody" }, AdminKey).ShouldFail(400);

        Assert.Equal([fresh], Ids(await Admin("action=sessions")));
        var all = await Admin("action=sessions&active=false&limit=1&offset=1");
        Assert.Equal([old], Ids(all));
        Assert.Equal(
            (2, false), (all["pagination"]!["total"]!.GetValue<int>(), all["pagination"]!["has_more"]!.GetValue<bool>()));
        Assert.Equal(
            (1, 1),
            (all["sessions"]![0]!["message_count"]!.GetValue<int>(), all["sessions"]![0]!["response_count"]!.GetValue<int>()));
        var transcript = await Admin($"action=session_messages&session_id={old}");
        Assert.Equal(["old"], Texts(transcript));
        Assert.Equal(["answer"], transcript["responses"]!.AsArray().Select(one => one!.Text("response")));
        await bridge.Send($"action=session_messages&account={account}&session_id={NewSession()}", key: AdminKey).ShouldFail(404);

        Assert.Equal(1, (await Admin("action=cleanup", new { }))["cleaned_count"]!.GetValue<int>());
        Assert.Equal([fresh], Ids(await Admin("action=sessions&active=false")));
        var unconfirmed = await bridge.Send($"action=clear_data&account={account}", new { confirm = "yes" }, AdminKey)
            .ShouldFail(400);
        Assert.Contains("confirm", unconfirmed, StringComparison.Ordinal);
        Assert.Equal(1, (await Admin("action=clear_data", new { confirm = account }))["removed_sessions"]!.GetValue<int>());
        Assert.Empty(Ids(await Admin("action=sessions&active=false")));
        var audited = (await bridge.Hooks.Gateway.Get($"/v1/admin/audit?object=account/webchat/{account}"))["items"]!.AsArray();
        Assert.Equal(
            ["bridge.clear_data", "bridge.cleanup", "bridge.config", "account.connect"], audited.Select(
                entry => entry!.Text("action")));
        Assert.Equal(("bridge-admin/127.0.0.1", "ok"), (audited[0]!.Text("actor"), audited[0]!.Text("result")));
        await bridge.Ask($"action=messages&account={account}", new { session_id = fresh, message = "again" });
        Assert.Equal(["again"], Texts(await bridge.Ask($"action=inbox&account={account}", key: ApiKey)));
    }

    [Fact]
    public async Task The_example_of_a_polling_plug_in_answers_over_the_bridge()
    {
        var (account, session, answering) = (
            await bridge.Open(new { answeredBy = "outside" }), NewSession(), await bridge.Hooks.Gateway.CreateAgent());
        var connection = new
        {
            account = answering,
            agent = answering,
            credentials = new { token = ApiKey },
            settings = new { api = new Uri(bridge.Hooks.Gateway.Address, $"/api/v1/?account={account}") },
            rules = new { pollSeconds = 0.05 },
        };
        await Eventually.True(async () =>
        {
            using var response = await bridge.Http.PostAsJsonAsync("/v1/platforms/web-chat/accounts", connection);
            return response.IsSuccessStatusCode;
        });

        await bridge.Ask($"action=messages&account={account}", new { session_id = session, message = "hello" });

        Assert.Equal(["You said: hello"], (await bridge.Responses(account, session, 1)).Select(one => one.Text("response")));
    }

    [Fact]
    public async Task The_widget_and_its_page_are_served_and_hold_no_script_or_style_in_line()
    {
        using var script = await bridge.Http.GetAsync("/webchat/widget.js");
        var page = await bridge.Http.GetStringAsync("/webchat/demo.html");

        Assert.Equal("cross-origin", Assert.Single(script.Headers.GetValues("Cross-Origin-Resource-Policy")));
        var text = await script.Content.ReadAsStringAsync();
        Assert.DoesNotContain("innerHTML", text, StringComparison.Ordinal);
        Assert.Contains("textContent", text, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]*src=)", page);
        Assert.NotEmpty(await bridge.Http.GetStringAsync("/webchat/widget.css"));
    }

    private static IEnumerable<string> Texts(JsonNode data) =>
        data["messages"]!.AsArray().Select(message => message!.Text("message"));

    private static IEnumerable<string> Ids(JsonNode data) => data["sessions"]!.AsArray().Select(session => session!.Text("id"));
}
