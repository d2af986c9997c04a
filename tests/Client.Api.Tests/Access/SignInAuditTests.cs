using System.Text.Json.Nodes;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>What the audit log has of users, and of what they do.</summary>
public sealed class SignInAuditTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    [Fact]
    public async Task What_happens_to_users_is_in_the_audit_log_with_who_did_it_and_no_secret()
    {
        var username = await access.NewUser("viewer");
        using var wrong = await access.TrySignIn(username, "a wrong pass phrase");
        await access.SignIn(username);
        (await access.Admin.PostAsync($"/api/users/{username}/disable", null)).Dispose();

        var entries = (await Read($"/v1/admin/audit?object=user/{username}"))["items"]!.AsArray();

        Assert.Equal(
            [
                ("user.disable", "user/admin", "ok"), ("user.sign_in", $"user/{username}", "ok"),
                ("user.sign_in", "anonymous/127.0.0.1", "refused"), ("user.create", "user/admin", "ok"),
            ],
            entries.Select(entry => (entry!.Text("action"), entry!.Text("actor"), entry!.Text("result"))));
        Assert.DoesNotContain("pass phrase", entries.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(AccessGateway.Password, entries.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audited_change_of_an_agent_names_the_user_who_made_it()
    {
        var (username, client) = await access.NewSignedInUser("developer");
        var agent = await access.Gateway.CreateAgent();
        using var drained = await client.PostAsync($"/v1/agents/{agent}/queue/drain", null);
        await drained.ShouldBe(200);

        var entry = (await Read($"/v1/admin/audit?object=queue/{agent}"))["items"]!.AsArray().Single()!;

        Assert.Equal($"user/{username}", entry.Text("actor"));
    }

    private async Task<JsonNode> Read(string path)
    {
        using var answer = await access.Admin.GetAsync(path);
        return await answer.ShouldBe(200);
    }
}
