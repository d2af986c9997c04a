using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Sanctum.Testing;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>
/// Clients that say themselves what they are: by a registration, or by a document at the address that is their id.
/// </summary>
[Collection(SharedOAuthGateway.Name)]
public sealed class OAuthRegistrationTests(OAuthGateway gateway)
{
    [Theory]
    [InlineData("none")]
    [InlineData("client_secret_basic")]
    public async Task Client_registers_with_a_key_for_that_alone_and_acts_for_a_user(string method)
    {
        var registrar = await Registrar();
        using var answer = await registrar.PostAsJsonAsync("/oauth/register", new
        {
            client_name = "Editor",
            redirect_uris = new[] { OAuthGateway.Redirect },
            token_endpoint_auth_method = method,
            grant_types = new[] { "authorization_code", "refresh_token" },
            response_types = new[] { "code" },
            scope = "agents:read offline_access",
            software_id = "something that nobody knows here",
        });
        var client = await answer.ShouldBe(201);
        Assert.Equal(method != "none", client["client_secret"] is not null);
        using var browser = new OAuthBrowser(gateway, client.Text("client_id"));
        var page = await browser.SignIn(browser.Page(("scope", "")), await gateway.Access.NewUser("viewer"));
        var code = (await browser.Decide(page, "allow"))["code"];

        var tokens = await gateway.TokenOf(
            method == "none" ? browser.Exchange(code) : browser.Exchange(code, ("client_secret", client.Text("client_secret"))));

        Assert.Contains("Editor", page, StringComparison.Ordinal);
        await (await gateway.Client(tokens).GetAsync("/v1/agents")).ShouldBeOk();
        using var other = await gateway.Client(tokens).GetAsync("/v1/queues");
        Assert.NotEqual(200, (int)other.StatusCode);
        using var beyond = await registrar.GetAsync("/v1/agents");
        await beyond.ShouldRefuse(403, "forbidden");
    }

    [Fact]
    public async Task Nobody_registers_without_a_key()
    {
        using var nobody = await gateway.Access.Nobody.PostAsJsonAsync(
            "/oauth/register", new { redirect_uris = new[] { OAuthGateway.Redirect } });
        Assert.Equal("invalid_token", await OAuthGateway.ErrorOf(nobody, 401));
        var reader = gateway.Access.Client((await gateway.Access.NewKey(gateway.Access.Admin, "agents:read")).Text("secret"));
        using var other = await reader.PostAsJsonAsync(
            "/oauth/register", new { redirect_uris = new[] { OAuthGateway.Redirect } });
        Assert.Equal("insufficient_scope", await OAuthGateway.ErrorOf(other, 403));
    }

    [Theory]
    [InlineData("""{}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":["http://elsewhere.example.org/"]}""", "invalid_redirect_uri")]
    [InlineData("""{"redirect_uris":["https://a.example/"],"grant_types":["client_credentials"]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.example/"],"grant_types":["implicit"]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.example/"],"response_types":["token"]}""", "invalid_client_metadata")]
    [InlineData("""{"redirect_uris":["https://a.example/"],"scope":"nothing:read"}""", "invalid_client_metadata")]
    [InlineData(
        """{"redirect_uris":["https://a.b/"],"token_endpoint_auth_method":"tls_client_auth"}""", "invalid_client_metadata")]
    public async Task Registration_that_breaks_a_rule_is_refused_as_the_standard_has_it(string metadata, string error)
    {
        using var answer = await (await Registrar()).PostAsync("/oauth/register", RunningGateway.Json(metadata));

        Assert.Equal(error, await OAuthGateway.ErrorOf(answer));
    }

    [Fact]
    public async Task Client_is_what_the_document_at_its_id_says()
    {
        await using var site = await Site(address => new JsonObject
        {
            ["client_id"] = address.ToString(),
            ["client_name"] = "Documented",
            ["redirect_uris"] = new JsonArray(OAuthGateway.Redirect),
            ["token_endpoint_auth_method"] = "none",
        });
        var clientId = new Uri(site.Url, "/client.json").ToString();
        using var browser = new OAuthBrowser(gateway, clientId);

        var tokens = await browser.Allow(await gateway.Access.NewUser("viewer"));

        await (await gateway.Client(tokens).GetAsync("/v1/agents")).ShouldBeOk();
        using var list = await gateway.Access.Admin.GetAsync("/v1/oauth/clients?limit=200");
        var client = (await list.ShouldBe(200))["items"]!.AsArray().Single(one => one!.Text("clientId") == clientId)!;
        Assert.Equal(("Documented", "document", "public"), (client.Text("name"), client.Text("source"), client.Text("kind")));
        using var change = await gateway.Access.Admin.PutAsJsonAsync(
            $"/v1/oauth/clients/{client.Text("id")}", new { name = "Other", redirectUris = new[] { OAuthGateway.Redirect } });
        await change.ShouldRefuse(409, "conflict");
        using var revoked = await gateway.Access.Admin.DeleteAsync($"/v1/oauth/clients/{client.Text("id")}");
        await revoked.ShouldBe(200);
        await AccessGateway.Answers(gateway.Client(tokens), "/v1/agents", 401);
        using var again = await browser.Http.GetAsync(browser.Page());
        Assert.Equal(400, (int)again.StatusCode);
    }

    [Theory]
    [InlineData("another id")]
    [InlineData("no redirects")]
    [InlineData("foreign redirect")]
    [InlineData("a secret")]
    [InlineData("too large")]
    [InlineData("no JSON")]
    public async Task Document_that_breaks_a_rule_is_no_client(string fault)
    {
        await using var site = await LoopbackSite.Start(
            "application/json", address => Encoding.UTF8.GetBytes(Broken(fault, address)));
        using var browser = new OAuthBrowser(gateway, new Uri(site.Url, "/client.json").ToString());

        using var answer = await browser.Http.GetAsync(browser.Page());

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Null(answer.Headers.Location);
    }

    private static string Broken(string fault, Uri address) => fault switch
    {
        "another id" => Document("https://elsewhere.example.org/client.json", OAuthGateway.Redirect),
        "no redirects" => $$"""{"client_id":"{{address}}"}""",
        "foreign redirect" => Document(address.ToString(), "http://elsewhere.example.org/"),
        "a secret" => Document(address.ToString(), OAuthGateway.Redirect, "client_secret_basic"),
        "too large" => Document(address.ToString(), OAuthGateway.Redirect) + new string(' ', 11 * 1024),
        "no JSON" => "<html>",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };

    private static string Document(string clientId, string redirect, string method = "none") =>
        $$"""{"client_id":"{{clientId}}","redirect_uris":["{{redirect}}"],"token_endpoint_auth_method":"{{method}}"}""";

    private static Task<LoopbackSite> Site(Func<Uri, JsonObject> document) =>
        LoopbackSite.Start("application/json", address => Encoding.UTF8.GetBytes(document(address).ToJsonString()));

    private async Task<HttpClient> Registrar() => gateway.Access.Client(
        (await gateway.Access.NewKey(gateway.Access.Admin, "oauth_registrations:write")).Text("secret"));
}
