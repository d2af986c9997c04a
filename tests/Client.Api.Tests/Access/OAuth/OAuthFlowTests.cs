using System.Net;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>Programs that act for users: the code, the page of consent, refresh tokens, and how it ends.</summary>
[Collection(SharedOAuthGateway.Name)]
public sealed class OAuthFlowTests(OAuthGateway gateway)
{
    [Fact]
    public async Task User_signs_in_allows_a_client_and_it_acts_for_the_user_within_both_their_rights()
    {
        using var browser = await Browser("public");
        var username = await gateway.Access.NewUser("viewer");

        var tokens = await browser.Allow(username, ("scope", "agents:read agents:write openid"));
        var client = gateway.Client(tokens);

        await (await client.GetAsync("/v1/agents")).ShouldBeOk();
        using var notAllowed = await client.GetAsync("/v1/plugins");
        await notAllowed.ShouldRefuse(403, "forbidden");
        using var mayNot = await client.PostAsync("/v1/agents", RunningGateway.Yaml("name: a"));
        await mayNot.ShouldRefuse(403, "forbidden");
        using var me = await client.GetAsync("/api/users/me");
        var caller = await me.ShouldBe(200);
        Assert.Equal(
            ("user", username, "agents:read"),
            (caller.Text("kind"), caller.Text("id"), Assert.Single(Texts(caller, "permissions"))));
        using var sessions = await client.GetAsync("/api/users/me/sessions");
        await sessions.ShouldRefuse(403, "forbidden");
        var token = new JsonWebToken(tokens.Text("access_token"));
        Assert.Equal(
            ("ES256", "at+jwt", gateway.Address.ToString(), gateway.Address.ToString()),
            (token.Alg, token.Typ, token.Issuer, token.Audiences.Single()));
        Assert.Equal(username, new JsonWebToken(tokens.Text("id_token")).Subject);
    }

    [Fact]
    public async Task User_with_an_authenticator_app_is_asked_for_a_code()
    {
        using var browser = await Browser("public");
        var (app, _) = await AuthenticatorApp.Of(gateway.Access, "viewer");

        var without = await browser.SignIn(browser.Page(), app.Username);
        var wrong = await browser.SignIn(browser.Page(), app.Username, code: "no code");
        var right = await browser.SignIn(browser.Page(), app.Username, code: app.Code);

        Assert.Contains("Enter a code of your authenticator app", without, StringComparison.Ordinal);
        Assert.Contains("the code is wrong", wrong, StringComparison.Ordinal);
        Assert.Contains("<h1>Allow access</h1>", right, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consent_ends_within_a_second_and_its_refresh_token_with_it()
    {
        using var browser = await Browser("public");
        var (username, user) = await gateway.Access.NewSignedInUser("viewer");
        var tokens = await browser.Allow(username);
        var client = gateway.Client(tokens);
        await (await client.GetAsync("/v1/agents")).ShouldBeOk();

        using var list = await user.GetAsync("/api/users/me/consents");
        var consent = (await list.ShouldBe(200))["items"]!.AsArray().Single()!;
        Assert.Equal("A public client", consent.Text("clientName"));
        using var another = await gateway.Access.Admin.DeleteAsync($"/api/users/me/consents/{consent.Text("id")}");
        await another.ShouldRefuse(404, "not-found");
        using var ended = await user.DeleteAsync($"/api/users/me/consents/{consent.Text("id")}");
        await ended.ShouldBe(204);

        await AccessGateway.Answers(client, "/v1/agents", 401);
        using var refreshed = await gateway.AskToken(browser.Refresh(tokens));
        Assert.Equal("invalid_grant", await OAuthGateway.ErrorOf(refreshed));
        using var twice = await user.DeleteAsync($"/api/users/me/consents/{consent.Text("id")}");
        await twice.ShouldRefuse(404, "not-found");
    }

    [Fact]
    public async Task Refresh_token_is_exchanged_once_and_one_that_comes_again_ends_the_consent()
    {
        using var browser = await Browser("public");
        var first = await browser.Allow(await gateway.Access.NewUser("viewer"), ("scope", "agents:read queues:read"));

        var second = await gateway.TokenOf(browser.Refresh(first, ("scope", "queues:read")));
        var client = gateway.Client(second);
        using var fewer = await client.GetAsync("/v1/agents");
        await fewer.ShouldRefuse(403, "forbidden");
        using var more = await gateway.AskToken(browser.Refresh(second, ("scope", "plugins:read")));
        Assert.Equal("invalid_grant", await OAuthGateway.ErrorOf(more));
        using var reused = await gateway.AskToken(browser.Refresh(first));
        Assert.Equal("invalid_grant", await OAuthGateway.ErrorOf(reused));

        using var after = await gateway.AskToken(browser.Refresh(second));
        Assert.Equal("invalid_grant", await OAuthGateway.ErrorOf(after));
        await AccessGateway.Answers(client, "/api/users/me", 401);
    }

    [Fact]
    public async Task Code_is_exchanged_once_with_its_verifier_by_its_client()
    {
        using var browser = await Browser("public");
        using var thief = await Browser("public");
        var username = await gateway.Access.NewUser("viewer");
        var code = (await browser.Decide(await browser.SignIn(browser.Page(), username), "allow"))["code"];

        using var anothers = await gateway.AskToken(thief.Exchange(code));
        Assert.Equal("invalid_grant", await OAuthGateway.ErrorOf(anothers));
        var tokens = await gateway.TokenOf(browser.Exchange(code));
        using var again = await gateway.AskToken(browser.Exchange(code));
        Assert.Equal("invalid_grant", await OAuthGateway.ErrorOf(again));
        await AccessGateway.Answers(gateway.Client(tokens), "/api/users/me", 401);
    }

    [Fact]
    public async Task User_who_denies_is_sent_back_with_the_error_and_a_link_cannot_allow()
    {
        using var browser = await Browser("public");
        var consent = await browser.SignIn(browser.Page(), await gateway.Access.NewUser("viewer"));

        var denied = await browser.Decide(consent, "deny");
        Assert.Contains("for 30 days", consent, StringComparison.Ordinal);
        Assert.Equal(("access_denied", "a state"), (denied["error"], denied["state"]));
        Assert.Contains("Allow access", await browser.Read($"{browser.Page()}&decision=allow"), StringComparison.Ordinal);
        using var silent = await browser.Http.GetAsync(browser.Page(("prompt", "none")));
        Assert.Equal("consent_required", OAuthBrowser.QueryOf(silent)["error"]);
        using var stranger = await Browser("public");
        using var unknown = await stranger.Http.GetAsync(stranger.Page(("prompt", "none")));
        Assert.Equal("login_required", OAuthBrowser.QueryOf(unknown)["error"]);
    }

    [Fact]
    public async Task Wrong_password_leads_back_to_the_page_and_the_page_has_no_script()
    {
        using var browser = await Browser("public");
        var username = await gateway.Access.NewUser("viewer");

        Assert.Contains("is wrong", await browser.SignIn(browser.Page(), username, "not the password"), StringComparison.Ordinal);
        using var page = await browser.Http.GetAsync(browser.Page());
        var text = await page.Content.ReadAsStringAsync();
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("form-action 'self' http://127.0.0.1:41999", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        using var foreign = new HttpRequestMessage(HttpMethod.Get, browser.Page());
        foreign.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var again = await browser.Http.SendAsync(foreign);
        Assert.Contains("http-equiv=\"refresh\"", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_client_says_of_itself_is_text_on_the_page()
    {
        using var created = await gateway.Access.Admin.PostAsync("/v1/oauth/clients", RunningGateway.Json(
            $$"""{"name":"<img src=x onerror=alert(1)>","kind":"public","redirectUris":["{{OAuthGateway.Redirect}}"]}"""));
        using var browser = new OAuthBrowser(gateway, (await created.ShouldBe(201))["client"]!.Text("clientId"));

        var page = await browser.SignIn(browser.Page(("state", "\"><script>")), await gateway.Access.NewUser("viewer"));

        Assert.Contains("&lt;img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("code_challenge", "", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", "", "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "code token", "unsupported_response_type")]
    public async Task Request_of_another_flow_is_refused_before_its_client_is_looked_at(string field, string value, string error)
    {
        using var browser = await Browser("public");

        using var answer = await browser.Http.GetAsync(browser.Page((field, value)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"error:{error}", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scope", "nothing:read", "invalid_scope")]
    [InlineData("scope", "profile", "invalid_scope")]
    [InlineData("resource", "https://elsewhere.example.org/", "invalid_target")]
    public async Task Request_that_breaks_a_rule_leads_back_with_the_error(string field, string value, string error)
    {
        using var browser = await Browser("public");

        using var answer = await browser.Http.GetAsync(browser.Page((field, value)));

        Assert.Equal(error, OAuthBrowser.QueryOf(answer)["error"]);
    }

    [Theory]
    [InlineData("redirect_uri", "https://elsewhere.example.org/callback")]
    [InlineData("redirect_uri", "http://127.0.0.1:41999/callback/more")]
    [InlineData("client_id", "client_unknown")]
    [InlineData("client_id", "https://unknown.invalid/client.json")]
    public async Task Request_of_an_unknown_client_or_address_leads_nowhere(string field, string value)
    {
        using var browser = await Browser("public");

        using var answer = await browser.Http.GetAsync(browser.Page((field, value)));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
    }

    [Fact]
    public async Task Port_of_loopback_may_vary_for_a_program_without_a_secret()
    {
        using var created = await gateway.Access.Admin.PostAsync("/v1/oauth/clients", RunningGateway.Json(
            """{"name":"Editor","kind":"public","redirectUris":["http://127.0.0.1/callback"]}"""));
        using var browser = new OAuthBrowser(gateway, (await created.ShouldBe(201))["client"]!.Text("clientId"));

        var page = await browser.SignIn(
            browser.Page(("redirect_uri", "http://127.0.0.1:52111/callback")), await gateway.Access.NewUser("viewer"));

        Assert.Contains("52111", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_with_a_secret_must_present_it()
    {
        var created = await gateway.NewClient("confidential", "agents:read");
        using var browser = new OAuthBrowser(gateway, created["client"]!.Text("clientId"));
        var page = await browser.SignIn(browser.Page(), await gateway.Access.NewUser("viewer"));
        var code = (await browser.Decide(page, "allow"))["code"];

        using var without = await gateway.AskToken(browser.Exchange(code));
        Assert.Equal("invalid_client", await OAuthGateway.ErrorOf(without, 401));
        var tokens = await gateway.TokenOf(browser.Exchange(code, ("client_secret", created.Text("secret"))));

        await (await gateway.Client(tokens).GetAsync("/v1/agents")).ShouldBeOk();
        using var revoked = await gateway.Access.Nobody.PostAsync("/oauth/revoke", OAuthGateway.Form(
            ("client_id", created["client"]!.Text("clientId")), ("client_secret", created.Text("secret")),
            ("token", tokens.Text("access_token"))));
        await revoked.ShouldBe(200);
        await AccessGateway.Answers(gateway.Client(tokens), "/v1/agents", 401);
    }

    [Fact]
    public async Task Disabled_user_loses_the_tokens_of_clients()
    {
        using var browser = await Browser("public");
        var username = await gateway.Access.NewUser("viewer");
        var tokens = await browser.Allow(username);

        using var disabled = await gateway.Access.Admin.PostAsync($"/api/users/{username}/disable", null);
        await disabled.ShouldBe(200);

        await AccessGateway.Answers(gateway.Client(tokens), "/v1/agents", 401);
        using var refreshed = await gateway.AskToken(browser.Refresh(tokens));
        Assert.Equal("invalid_grant", await OAuthGateway.ErrorOf(refreshed));
    }

    [Fact]
    public async Task Metadata_says_what_is_served()
    {
        var server = await gateway.Access.Gateway.Get("/.well-known/oauth-authorization-server");
        var openId = await gateway.Access.Gateway.Get("/.well-known/openid-configuration");
        var resource = await gateway.Access.Gateway.Get("/.well-known/oauth-protected-resource");
        using var unauthenticated = await gateway.Access.Nobody.GetAsync("/v1/agents");

        Assert.Equal(gateway.Address.ToString(), server.Text("issuer"));
        Assert.Equal(server.Text("issuer"), openId.Text("issuer"));
        Assert.Equal(["S256"], Texts(server, "code_challenge_methods_supported"));
        Assert.Equal(["code"], Texts(server, "response_types_supported"));
        Assert.Equal(
            ["authorization_code", "client_credentials", "refresh_token"],
            Texts(server, "grant_types_supported").Order(StringComparer.Ordinal));
        Assert.Contains("agents:read", Texts(server, "scopes_supported"));
        Assert.Equal(new Uri(gateway.Address, "/oauth/register").ToString(), server.Text("registration_endpoint"));
        Assert.True(server["client_id_metadata_document_supported"]!.GetValue<bool>());
        Assert.Equal(gateway.Address.ToString(), resource.Text("resource"));
        Assert.Equal([gateway.Address.ToString()], Texts(resource, "authorization_servers"));
        Assert.Contains(
            $"resource_metadata=\"{new Uri(gateway.Address, "/.well-known/oauth-protected-resource")}\"",
            unauthenticated.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        var keys = (await gateway.Access.Gateway.Get(new Uri(server.Text("jwks_uri")).AbsolutePath))["keys"]!.AsArray();
        Assert.All(keys, key => Assert.Equal(("EC", "P-256"), (key!.Text("kty"), key!.Text("crv"))));
        Assert.All(keys, key => Assert.Null(key!["d"]));
    }

    private static string[] Texts(JsonNode node, string field) =>
        [.. node[field]!.AsArray().Select(one => one!.GetValue<string>())];

    private async Task<OAuthBrowser> Browser(string kind, params string[] scopes) =>
        new(gateway, (await gateway.NewClient(kind, scopes))["client"]!.Text("clientId"));
}
