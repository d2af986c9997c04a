using System.Text.Json.Nodes;
using Sanctum.Testing;
using Sanctum.Tests;
using Sanctum.Tests.Clients;

namespace Sanctum.Access;

/// <summary>The OAuth client of the npm package <c>@modelcontextprotocol/sdk</c> against the gateway.</summary>
[Collection(SharedOAuthGateway.Name)]
public sealed class OAuthSdkTests(OAuthGateway gateway)
{
    [NodeFact]
    public async Task Client_of_the_MCP_SDK_finds_the_server_registers_signs_in_calls_and_refreshes()
    {
        var registrar = (await gateway.Access.NewKey(gateway.Access.Admin, "oauth_registrations:write")).Text("secret");
        var username = await gateway.Access.NewUser("viewer");

        var text = await Commands.Run(
            Path.Combine(Repository.Root, "tests", "clients"), "node", "oauth.mjs", gateway.Address.ToString(), registrar,
            username, AccessGateway.Password);

        var outcome = JsonNode.Parse(text)!;
        var here = gateway.Address.ToString();
        Assert.Equal(401, outcome["refused"]!.GetValue<int>());
        Assert.Equal(
            new Uri(gateway.Address, "/.well-known/oauth-protected-resource").ToString(), outcome.Text("resourceMetadata"));
        Assert.Equal(
            ("REDIRECT", "AUTHORIZED", "AUTHORIZED"),
            (outcome.Text("started"), outcome.Text("ended"), outcome.Text("refreshed")));
        Assert.Equal(("the-state", here, here), (outcome.Text("state"), outcome.Text("issuer"), outcome.Text("resource")));
        Assert.Equal(
            (200, 403, 200),
            (outcome["allowed"]!.GetValue<int>(), outcome["beyond"]!.GetValue<int>(), outcome["again"]!.GetValue<int>()));
        Assert.True(outcome["isNewToken"]!.GetValue<bool>());
        Assert.True(outcome["isNewRefreshToken"]!.GetValue<bool>());
    }
}
