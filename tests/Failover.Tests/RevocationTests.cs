using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Testing;
using Sanctum.Testing.Clusters;

namespace Sanctum.Failover;

/// <summary>What one gateway is told of keys and users holds at the other.</summary>
[Trait("Category", "Slow")]
public sealed class RevocationTests
{
    // A gateway keeps what it knows of a caller for 0.8 seconds; the rest is for a machine that is busy.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Key_that_one_gateway_revokes_and_user_whom_it_disables_are_refused_by_the_other()
    {
        await using var cluster = await ProductCluster.Create();
        await cluster.Start(silos: 1, gateways: 2);
        using var admin = Client(cluster.Gateways[0], await cluster.GetToken(cluster.Gateways[0]));
        var key = await Post(admin, "/v1/keys", new { name = "revoked", permissions = new[] { "agents:read" } });
        using var program = Client(cluster.Gateways[1], key["secret"]!.GetValue<string>());
        await Post(
            admin, "/api/users", new { username = "ada", password = "correct horse battery", roles = new[] { "viewer" } });
        using var nobody = new HttpClient { BaseAddress = cluster.Gateways[1].Url };
        var tokens = await Post(nobody, "/api/users/login", new { username = "ada", password = "correct horse battery" });
        using var person = Client(cluster.Gateways[1], tokens["access_token"]!.GetValue<string>());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await Status(program), await Status(person)));

        (await admin.DeleteAsync($"/v1/keys/{key["key"]!["id"]}")).EnsureSuccessStatusCode().Dispose();
        (await admin.PostAsync("/api/users/ada/disable", null)).EnsureSuccessStatusCode().Dispose();

        await Eventually.True(async () => await Status(program) == HttpStatusCode.Unauthorized, Patience);
        await Eventually.True(async () => await Status(person) == HttpStatusCode.Unauthorized, Patience);
        Assert.Equal(HttpStatusCode.OK, await Status(admin));
    }

    private static HttpClient Client(ProductProcess gateway, string credential)
    {
        var client = new HttpClient { BaseAddress = gateway.Url };
        client.DefaultRequestHeaders.Authorization = new("Bearer", credential);
        return client;
    }

    private static async Task<HttpStatusCode> Status(HttpClient client)
    {
        using var answer = await client.GetAsync("/v1/agents");
        return answer.StatusCode;
    }

    private static async Task<JsonNode> Post(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode}");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}
