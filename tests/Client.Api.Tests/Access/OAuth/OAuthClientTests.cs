using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>Programs that act as themselves, and those who manage them.</summary>
[Collection(SharedOAuthGateway.Name)]
public sealed class OAuthClientTests(OAuthGateway gateway)
{
    [Fact]
    public async Task Service_gets_a_token_acts_with_its_scopes_and_is_revoked_within_a_second()
    {
        var service = await gateway.NewClient("service", "agents:read", "queues:*");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth/token")
        {
            Content = OAuthGateway.Form(("grant_type", "client_credentials")),
        };
        var credentials = $"{service["client"]!.Text("clientId")}:{service.Text("secret")}";
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(credentials)));
        using var answer = await gateway.Access.Nobody.SendAsync(request);
        var tokens = await answer.ShouldBe(200);
        Assert.Equal(("Bearer", "agents:read queues:*"), (tokens.Text("token_type"), tokens.Text("scope")));
        Assert.Null(tokens["refresh_token"]);
        var client = gateway.Client(tokens);

        await (await client.GetAsync("/v1/agents")).ShouldBeOk();
        using var beyond = await client.GetAsync("/v1/plugins");
        await beyond.ShouldRefuse(403, "forbidden");
        using var me = await client.GetAsync("/api/users/me");
        var caller = await me.ShouldBe(200);
        Assert.Equal(("service", service["client"]!.Text("clientId")), (caller.Text("kind"), caller.Text("id")));
        var fewer = gateway.Client(await gateway.TokenOf(OAuthGateway.Credentials(service, ("scope", "queues:read"))));
        using var tooFew = await fewer.GetAsync("/v1/agents");
        await tooFew.ShouldRefuse(403, "forbidden");

        using var revoked = await gateway.Access.Admin.DeleteAsync($"/v1/oauth/clients/{service["client"]!.Text("id")}");
        Assert.NotNull((await revoked.ShouldBe(200))["revokedAt"]);
        await AccessGateway.Answers(client, "/v1/agents", 401);
        using var again = await gateway.AskToken(OAuthGateway.Credentials(service));
        Assert.Equal("invalid_client", await OAuthGateway.ErrorOf(again, 401));
    }

    [Fact]
    public async Task Service_may_not_ask_for_more_nor_by_another_grant_and_a_wrong_secret_is_refused()
    {
        var service = await gateway.NewClient("service", "agents:read");
        var clientId = service["client"]!.Text("clientId");

        using var more = await gateway.AskToken(OAuthGateway.Credentials(service, ("scope", "agents:read plugins:read")));
        Assert.Equal("invalid_scope", await OAuthGateway.ErrorOf(more));
        using var password = await gateway.AskToken(
            ("grant_type", "password"), ("client_id", clientId), ("client_secret", service.Text("secret")), ("username", "admin"),
            ("password", AccessGateway.Password));
        Assert.Equal("unsupported_grant_type", await OAuthGateway.ErrorOf(password));
        using var wrong = await gateway.AskToken(
            ("grant_type", "client_credentials"), ("client_id", clientId), ("client_secret", "wrong"));
        Assert.Equal("invalid_client", await OAuthGateway.ErrorOf(wrong, 401));
        using var elsewhere = await gateway.AskToken(
            OAuthGateway.Credentials(service, ("resource", "https://elsewhere.example.org/")));
        Assert.Equal("invalid_target", await OAuthGateway.ErrorOf(elsewhere));
        await gateway.TokenOf(OAuthGateway.Credentials(service, ("resource", new Uri(gateway.Address, "/mcp").ToString())));
    }

    [Fact]
    public async Task Client_is_listed_changed_and_gets_a_new_secret()
    {
        var service = await gateway.NewClient("service", "agents:read", "plugins:read");
        var path = $"/v1/oauth/clients/{service["client"]!.Text("id")}";
        var client = gateway.Client(await gateway.TokenOf(OAuthGateway.Credentials(service)));
        await (await client.GetAsync("/v1/plugins")).ShouldBeOk();

        using var changed = await gateway.Access.Admin.PutAsJsonAsync(
            path, new { name = "Fewer", scopes = new[] { "agents:read" } });
        Assert.Equal("Fewer", (await changed.ShouldBe(200)).Text("name"));
        await AccessGateway.Answers(client, "/v1/plugins", 403);
        using var rotated = await gateway.Access.Admin.PostAsync($"{path}/secret", null);
        var next = await rotated.ShouldBe(200);
        using var old = await gateway.AskToken(OAuthGateway.Credentials(service));
        Assert.Equal("invalid_client", await OAuthGateway.ErrorOf(old, 401));
        await gateway.TokenOf(OAuthGateway.Credentials(next));
        using var list = await gateway.Access.Admin.GetAsync("/v1/oauth/clients?limit=200");
        var listed = await list.ShouldBe(200);
        Assert.Contains(listed["items"]!.AsArray(), one => one!.Text("name") == "Fewer");
        Assert.DoesNotContain(next.Text("secret"), listed.ToJsonString(), StringComparison.Ordinal);
        using var shown = await gateway.Access.Admin.GetAsync(path);
        await shown.ShouldBe(200);
    }

    [Fact]
    public async Task Nobody_makes_a_service_that_may_do_more_than_they_may()
    {
        var role = $"o-{Guid.NewGuid():N}"[..16];
        using var put = await gateway.Access.Admin.PutAsJsonAsync(
            $"/v1/roles/{role}", new { permissions = new[] { "oauth_clients:*", "agents:read" } });
        await put.ShouldBe(200);
        var (_, manager) = await gateway.Access.NewSignedInUser(role);
        var strong = await gateway.NewClient("service", "plugins:read");

        using var more = await manager.PostAsJsonAsync(
            "/v1/oauth/clients", new { name = "More", kind = "service", scopes = new[] { "plugins:read" } });
        await more.ShouldRefuse(403, "forbidden");
        using var secret = await manager.PostAsync($"/v1/oauth/clients/{strong["client"]!.Text("id")}/secret", null);
        await secret.ShouldRefuse(403, "forbidden");
        using var within = await manager.PostAsJsonAsync(
            "/v1/oauth/clients", new { name = "Within", kind = "service", scopes = new[] { "agents:read" } });
        await within.ShouldBe(201);
    }

    [Theory]
    [InlineData("""{"kind":"service","scopes":["agents:read"]}""", "name")]
    [InlineData("""{"name":"a","scopes":["agents:read"]}""", "kind")]
    [InlineData("""{"name":"a","kind":"service"}""", "scopes")]
    [InlineData("""{"name":"a","kind":"service","scopes":["nothing:read"]}""", "scopes[0]")]
    [InlineData("""{"name":"a","kind":"service","scopes":["agents:read"],"redirectUris":["https://a.b/"]}""", "redirectUris")]
    [InlineData("""{"name":"a","kind":"public"}""", "redirectUris")]
    [InlineData("""{"name":"a","kind":"public","redirectUris":["http://a.example/back"]}""", "redirectUris[0]")]
    [InlineData("""{"name":"a","kind":"public","redirectUris":["javascript:alert(1)"]}""", "redirectUris[0]")]
    [InlineData("""{"name":"a","kind":"public","redirectUris":["https://a.example/#part"]}""", "redirectUris[0]")]
    [InlineData("""{"name":"a","kind":"public","redirectUris":["/relative"]}""", "redirectUris[0]")]
    public async Task Client_that_breaks_a_rule_is_refused_with_the_field(string client, string field)
    {
        using var answer = await gateway.Access.Admin.PostAsync("/v1/oauth/clients", RunningGateway.Json(client));

        Assert.Equal([field], (await answer.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task Secrets_and_keys_are_not_in_the_rows()
    {
        var service = await gateway.NewClient("service", "agents:read");
        var tokens = await gateway.TokenOf(OAuthGateway.Credentials(service));
        var keys = await gateway.Access.Grains.GetGrain<IOAuthKeysGrain>("default/oauth-keys").Accepted();

        foreach (var table in new[] { "oauth_client", "oauth_token", "oauth_key", "audit_entry" })
        {
            await using var command = gateway.Access.Gateway.Rows.CreateCommand(
                $"select coalesce(string_agg(t::text || encode(convert_to(t::text, 'UTF8'), 'base64'), ' '), '') from {table} t");
            var rows = (string)(await command.ExecuteScalarAsync())!;
            foreach (var hidden in new[]
            {
                service.Text("secret"), tokens.Text("access_token"), Convert.ToBase64String([.. keys.Keys[0].Signing]),
                Convert.ToHexStringLower([.. keys.Keys[0].Signing]), Convert.ToHexStringLower([.. keys.Keys[0].Encryption]),
            })
                Assert.DoesNotContain(hidden, rows, StringComparison.Ordinal);
        }
    }
}
