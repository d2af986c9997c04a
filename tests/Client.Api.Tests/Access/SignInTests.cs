using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Tests;

namespace Sanctum.Access;

public sealed class SignInTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    [Fact]
    public async Task Sign_in_gives_an_HS256_token_that_says_who_it_is_and_works()
    {
        var username = await access.NewUser("viewer");

        var (client, tokens) = await access.SignIn(username);
        var me = await Read(client, "/api/users/me");

        var header = Decoded(tokens.Text("access_token"), 0);
        var claims = Decoded(tokens.Text("access_token"), 1);
        Assert.Equal(("HS256", "at+jwt"), (header.Text("alg"), header.Text("typ")));
        Assert.NotEmpty(header.Text("kid"));
        Assert.Equal(
            ("sanctum", "sanctum-api", username, "default"),
            (claims.Text("iss"), claims.Text("aud"), claims.Text("sub"), claims.Text("tenant")));
        Assert.Equal(900, claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>());
        Assert.InRange(tokens["expires_in"]!.GetValue<long>(), 890, 900);
        Assert.Equal("Bearer", tokens.Text("token_type"));
        Assert.Equal(("user", username), (me.Text("kind"), me.Text("id")));
        Assert.Equal("""["*:read"]""", me["permissions"]!.ToJsonString());
    }

    [Fact]
    public async Task Nobody_is_let_in_and_the_answer_says_how_to_sign_in()
    {
        using var refused = await access.Nobody.GetAsync("/v1/agents");

        await refused.ShouldRefuse(401, "unauthenticated");
        Assert.Equal("Bearer", Assert.Single(refused.Headers.WwwAuthenticate).Scheme);
        foreach (var path in new[] { "/health", "/ready", "/api/status", "/openapi/v1.json", "/" })
        {
            using var open = await access.Nobody.GetAsync(path);
            await open.ShouldBeOk();
        }
    }

    [Fact]
    public async Task Wrong_password_unknown_name_and_disabled_user_have_one_answer()
    {
        var (known, disabled) = (await access.NewUser("viewer"), await access.NewUser("viewer"));
        (await access.Admin.PostAsync($"/api/users/{disabled}/disable", null)).Dispose();

        using var wrong = await access.TrySignIn(known, "another pass phrase");
        using var unknown = await access.TrySignIn($"nobody-{Guid.NewGuid():N}", AccessGateway.Password);
        using var off = await access.TrySignIn(disabled, AccessGateway.Password);

        var answers = new[]
        {
            await wrong.ShouldRefuse(401, "invalid-credentials"), await unknown.ShouldRefuse(401, "invalid-credentials"),
            await off.ShouldRefuse(401, "invalid-credentials"),
        };
        Assert.Single(answers.Select(answer => answer.Text("detail")).Distinct());
    }

    [Fact]
    public async Task Failed_attempts_lock_a_name_whether_or_not_it_is_a_user_and_an_admin_unlocks_it()
    {
        var known = await access.NewUser("viewer");
        var unknown = $"nobody-{Guid.NewGuid():N}";
        foreach (var name in new[] { known, unknown })
        {
            for (var i = 0; i < 5; i++)
            {
                using var wrong = await access.TrySignIn(name, "another pass phrase");
                await wrong.ShouldRefuse(401, "invalid-credentials");
            }
        }

        using var lockedKnown = await access.TrySignIn(known, AccessGateway.Password);
        using var lockedUnknown = await access.TrySignIn(unknown, AccessGateway.Password);

        var details = new[]
        {
            (await lockedKnown.ShouldRefuse(429, "limit-exceeded")).Text("detail"),
            (await lockedUnknown.ShouldRefuse(429, "limit-exceeded")).Text("detail"),
        };
        Assert.Single(details.Distinct());
        Assert.InRange(lockedKnown.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 30);
        Assert.Equal("locked", (await Read(access.Admin, $"/api/users/{known}")).Text("state"));
        (await access.Admin.PostAsync($"/api/users/{known}/unlock", null)).Dispose();
        await access.SignIn(known);
    }

    [Fact]
    public async Task Password_is_hashed_by_BCrypt_with_a_salt_and_is_in_no_answer()
    {
        var (one, other) = (await access.NewUser("viewer"), await access.NewUser("viewer"));

        var hashes = new[] { await HashOf(one), await HashOf(other) };
        var user = await Read(access.Admin, $"/api/users/{one}");

        Assert.All(hashes, hash => Assert.StartsWith("$2", hash, StringComparison.Ordinal));
        Assert.NotEqual(hashes[0], hashes[1]);
        Assert.DoesNotContain("$2", user.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(user["password"]);
    }

    [Fact]
    public async Task Password_is_hashed_anew_at_the_next_sign_in_after_its_cost_was_changed()
    {
        var username = await access.NewUser("viewer");
        var dear = BCrypt.Net.BCrypt.EnhancedHashPassword(AccessGateway.Password, 5);
        await using (var command = access.Gateway.Rows.CreateCommand(
            $"update users set password_hash = '{dear}' where username = '{username}'"))
            await command.ExecuteNonQueryAsync();

        await access.SignIn(username);

        var hash = await HashOf(username);
        Assert.Equal("04", hash.Split('$')[2]);
        await access.SignIn(username);
        Assert.Equal(hash, await HashOf(username));
    }

    [Fact]
    public async Task Json_answers_stay_in_no_cache()
    {
        foreach (var path in new[] { "/v1/agents", "/api/users", "/v1/agents/nobody-here", "/openapi/v1.json" })
        {
            using var answer = await access.Admin.GetAsync(path);
            Assert.True(answer.Headers.CacheControl?.NoStore, path);
        }
    }

    [Fact]
    public async Task Refresh_gives_new_tokens_once_and_a_second_time_ends_the_session()
    {
        var (client, tokens) = await access.SignIn(await access.NewUser("viewer"));

        using var first = await Refresh(tokens.Text("refresh_token"));
        var next = await first.ShouldBe(200);
        await (await access.Client(next.Text("access_token")).GetAsync("/v1/agents")).ShouldBeOk();
        using var again = await Refresh(tokens.Text("refresh_token"));
        await again.ShouldRefuse(401, "invalid-credentials");
        using var successor = await Refresh(next.Text("refresh_token"));
        await successor.ShouldRefuse(401, "invalid-credentials");

        await AccessGateway.Answers(client, "/v1/agents", 401);
        await AccessGateway.Answers(access.Client(next.Text("access_token")), "/v1/agents", 401);
    }

    [Theory]
    [InlineData("")]
    [InlineData("refresh_")]
    [InlineData("refresh_00000000000000000000000000000000~x")]
    [InlineData("anything")]
    public async Task Refresh_token_that_is_none_is_refused(string token)
    {
        using var refused = await Refresh(token);

        Assert.True((int)refused.StatusCode is 400 or 401);
    }

    [Fact]
    public async Task Sign_out_ends_the_session_for_its_access_token_too()
    {
        var (client, tokens) = await access.SignIn(await access.NewUser("viewer"));
        using var out1 = await client.PostAsync("/api/users/logout", null);
        await out1.ShouldBe(204);

        await AccessGateway.Answers(client, "/v1/agents", 401);
        using var refreshed = await Refresh(tokens.Text("refresh_token"));
        await refreshed.ShouldRefuse(401, "invalid-credentials");
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_one_by_one()
    {
        var username = await access.NewUser("viewer");
        var (first, _) = await access.SignIn(username);
        var (second, _) = await access.SignIn(username);
        await AccessGateway.Answers(second, "/v1/agents", 200);

        var sessions = (await Read(first, "/api/users/me/sessions"))["items"]!.AsArray();
        var other = sessions.Single(session => !session!["isCurrent"]!.GetValue<bool>())!;
        using var ended = await first.DeleteAsync($"/api/users/me/sessions/{other.Text("id")}");
        await ended.ShouldBe(204);

        Assert.Equal(2, sessions.Count);
        Assert.Equal("127.0.0.1", other.Text("address"));
        await AccessGateway.Answers(second, "/v1/agents", 401);
        await (await first.GetAsync("/v1/agents")).ShouldBeOk();
        using var gone = await first.DeleteAsync($"/api/users/me/sessions/{other.Text("id")}");
        await gone.ShouldRefuse(404, "not-found");
        var (stranger, _) = await access.SignIn(await access.NewUser("viewer"));
        var mine = (await Read(first, "/api/users/me/sessions"))["items"]![0]!.Text("id");
        using var foreign = await stranger.DeleteAsync($"/api/users/me/sessions/{mine}");
        await foreign.ShouldRefuse(404, "not-found");
    }

    [Fact]
    public async Task One_time_password_allows_nothing_but_its_change()
    {
        var username = $"new-{Guid.NewGuid():N}"[..16];
        using var created = await access.Admin.PostAsJsonAsync("/api/users", new { username, roles = new[] { "viewer" } });
        var oneTime = (await created.ShouldBe(201)).Text("oneTimePassword");

        var (client, tokens) = await access.SignIn(username, oneTime);

        Assert.True(tokens["must_change_password"]!.GetValue<bool>());
        // Whatever outlives the one-time password would outlive its change.
        foreach (var path in new[]
        {
            "/v1/agents", "/api/users/me/passkeys", "/api/users/me/totp", "/api/users/me/linked-accounts",
            "/api/users/me/linked-accounts/corp/link", "/api/users/me/consents",
        })
        {
            using var refused = await client.GetAsync(path);
            await refused.ShouldRefuse(403, "password-change-required");
        }
        using var changed = await Change(client, oneTime, AccessGateway.Password);
        await changed.ShouldBe(204);
        await (await client.GetAsync("/v1/agents")).ShouldBeOk();
        using var old = await access.TrySignIn(username, oneTime);
        await old.ShouldRefuse(401, "invalid-credentials");
    }

    [Fact]
    public async Task Change_of_a_password_needs_the_present_one_and_ends_other_sessions()
    {
        var username = await access.NewUser("viewer");
        var (first, _) = await access.SignIn(username);
        var (second, _) = await access.SignIn(username);

        using var wrong = await Change(first, "not the password", "the next pass phrase");
        await wrong.ShouldRefuse(401, "invalid-credentials");
        using var same = await Change(first, AccessGateway.Password, AccessGateway.Password);
        Assert.Equal(["newPassword"], (await same.ShouldRefuse(400, "invalid-request")).RefusedFields());
        using var shorter = await Change(first, AccessGateway.Password, "short");
        Assert.Contains(
            "12 to 256", (await shorter.ShouldRefuse(400, "invalid-request")).Text("detail"), StringComparison.Ordinal);
        using var right = await Change(first, AccessGateway.Password, "the next pass phrase");
        await right.ShouldBe(204);

        await AccessGateway.Answers(second, "/v1/agents", 401);
        await (await first.GetAsync("/v1/agents")).ShouldBeOk();
        await access.SignIn(username, "the next pass phrase");
    }

    [Fact]
    public async Task Reset_gives_a_link_that_sets_the_password_once()
    {
        var username = await access.NewUser("viewer");
        var (client, _) = await access.SignIn(username);
        using var reset = await access.Admin.PostAsync($"/api/users/{username}/reset", null);
        var issued = await reset.ShouldBe(200);
        var token = issued.Text("token");
        Assert.EndsWith($"/password.html#{token}", issued.Text("link"), StringComparison.Ordinal);

        using var set = await SetPassword(token, "a password by link");
        await set.ShouldBe(204);
        using var twice = await SetPassword(token, "another by link one");
        await twice.ShouldRefuse(401, "invalid-credentials");
        using var wrong = await SetPassword($"reset_{username}~AAAA", "another by link one");
        await wrong.ShouldRefuse(401, "invalid-credentials");

        await access.SignIn(username, "a password by link");
        await AccessGateway.Answers(client, "/v1/agents", 401);
    }

    [Fact]
    public async Task Disabled_user_is_out_within_a_second_with_sessions_and_keys_and_comes_back_with_keys()
    {
        var (username, client) = await access.NewSignedInUser("admin");
        var key = access.Client((await access.NewKey(client, "agents:read")).Text("secret"));
        await (await client.GetAsync("/v1/agents")).ShouldBeOk();
        await (await key.GetAsync("/v1/agents")).ShouldBeOk();

        (await access.Admin.PostAsync($"/api/users/{username}/disable", null)).Dispose();

        await AccessGateway.Answers(client, "/v1/agents", 401);
        await AccessGateway.Answers(key, "/v1/agents", 401);
        (await access.Admin.PostAsync($"/api/users/{username}/enable", null)).Dispose();
        await AccessGateway.Answers(key, "/v1/agents", 200);
        using var still = await client.GetAsync("/v1/agents");
        await still.ShouldRefuse(401, "invalid-token");
    }

    [Fact]
    public async Task Event_stream_is_cut_off_when_its_user_is_disabled()
    {
        var (username, client) = await access.NewSignedInUser("viewer");
        var agent = await access.Gateway.CreateAgent();
        using var sent = await access.Gateway.Send(
            agent, new { text = "hello", from = "ann", sessionId = $"s-{agent}" }, "?wait=30s");
        await sent.ShouldBe(200);
        using var stream = await client.GetAsync($"/v1/sessions/s-{agent}/events", HttpCompletionOption.ResponseHeadersRead);
        await using var events = await stream.Content.ReadAsStreamAsync();

        (await access.Admin.PostAsync($"/api/users/{username}/disable", null)).Dispose();

        var end = await Record.ExceptionAsync(() => events.CopyToAsync(Stream.Null).WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.False(end is TimeoutException, "The stream is open still.");
    }

    [Fact]
    public async Task Cookies_carry_the_tokens_of_a_browser_and_its_scripts_cannot_read_them()
    {
        var username = await access.NewUser("viewer");
        using var signedIn = await access.Nobody.PostAsJsonAsync(
            "/api/users/login", new { username, password = AccessGateway.Password, cookie = true });
        var body = await signedIn.ShouldBe(200);
        var cookies = signedIn.Headers.GetValues("Set-Cookie").ToArray();

        Assert.Null(body["access_token"]);
        Assert.Null(body["refresh_token"]);
        Assert.Equal(2, cookies.Length);
        Assert.All(cookies, cookie => Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase));
        Assert.All(cookies, cookie => Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase));
        var browser = access.Client(null);
        browser.DefaultRequestHeaders.Add("Cookie", string.Join("; ", cookies.Select(cookie => cookie.Split(';')[0])));
        Assert.Equal(username, (await Read(browser, "/api/users/me")).Text("id"));
        using var refreshed = await browser.PostAsJsonAsync("/api/users/refresh", new { });
        await refreshed.ShouldBe(200);
        Assert.Equal(2, refreshed.Headers.GetValues("Set-Cookie").Count());
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/api/users/logout");
        foreign.Headers.Add("Origin", "https://evil.example");
        using var refused = await browser.SendAsync(foreign);
        await refused.ShouldRefuse(403, "cross-site");
    }

    [Theory]
    [InlineData("""{"password":"x"}""", "username")]
    [InlineData("""{"username":"Ada","password":"x"}""", "username")]
    [InlineData("""{"username":"a b","password":"x"}""", "username")]
    [InlineData("""{"username":"ada"}""", "password")]
    [InlineData("""{"username":"ada","password":"x","admin":true}""", "admin")]
    public async Task Unreadable_sign_in_names_its_field(string body, string field)
    {
        using var refused = await access.Nobody.PostAsync("/api/users/login", RunningGateway.Json(body));

        Assert.Equal([field], (await refused.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task Registration_is_closed_and_the_machine_key_is_asked_for()
    {
        using var registered = await access.Nobody.PostAsJsonAsync(
            "/api/users/register", new { username = "eve", password = AccessGateway.Password });
        await registered.ShouldRefuse(403, "registration-closed");
        using var wrong = new HttpRequestMessage(HttpMethod.Post, "/api/users/reset-admin");
        wrong.Headers.Add("X-Machine-Key", "guessed");
        using var refused = await access.Nobody.SendAsync(wrong);
        await refused.ShouldRefuse(401, "invalid-credentials");
        using var without = await access.Nobody.PostAsync("/api/users/reset-admin", null);
        await without.ShouldRefuse(401, "invalid-credentials");
    }

    private static JsonNode Decoded(string token, int part) =>
        JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[part]))!;

    private static async Task<JsonNode> Read(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return await answer.ShouldBe(200);
    }

    private static Task<HttpResponseMessage> Change(HttpClient client, string currentPassword, string newPassword) =>
        client.PutAsJsonAsync("/api/users/me/password", new { currentPassword, newPassword });

    private Task<HttpResponseMessage> Refresh(string refresh_token) =>
        access.Nobody.PostAsJsonAsync("/api/users/refresh", new { refresh_token });

    private Task<HttpResponseMessage> SetPassword(string token, string password) =>
        access.Nobody.PostAsJsonAsync("/api/users/password", new { token, password });

    private async Task<string> HashOf(string username)
    {
        await using var command = access.Gateway.Rows.CreateCommand(
            $"select password_hash from users where username = '{username}'");
        return (string)(await command.ExecuteScalarAsync())!;
    }
}

internal static class OkAnswers
{
    /// <summary>For answers that need not be JSON.</summary>
    public static async Task ShouldBeOk(this HttpResponseMessage response) =>
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
}
