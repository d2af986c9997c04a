using System.Text.Json.Nodes;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class SecretsTests(RunningGateway gateway)
{
    [Fact]
    public async Task Keys_and_owners_of_secrets_are_counted_and_encrypting_anew_is_audited()
    {
        var status = await gateway.Get("/v1/admin/secrets");

        using var answer = await gateway.Http.PostAsync("/v1/admin/secrets/reencrypt", null);

        var after = await answer.ShouldBe(200);
        foreach (var seen in new[] { status, after })
        {
            Assert.True(seen["isComplete"]!.GetValue<bool>());
            var key = Assert.Single(seen["keys"]!.AsArray())!;
            Assert.Equal(
                (seen["currentKey"]!.GetValue<string>(), true, true, false),
                (key["id"]!.GetValue<string>(), key["isCurrent"]!.GetValue<bool>(), key["isKnown"]!.GetValue<bool>(),
                    key["canBeRemoved"]!.GetValue<bool>()));
            Assert.Contains(
                "signing_key.secret", seen["owners"]!.AsArray().Select(owner => owner!["name"]!.GetValue<string>()));
        }
        var audited = await gateway.Get("/v1/admin/audit?action=secrets.reencrypt");
        Assert.Equal("secrets", ((JsonArray)audited["items"]!)[0]!["object"]!.GetValue<string>());
    }
}
