using System.Text.Json.Nodes;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Identity;
using Sanctum.Tenants;
using Sanctum.Testing;
using Sanctum.Tests;
using static Sanctum.Portability.AgentFileCalls;

namespace Sanctum.Portability;

/// <summary>Exports that cannot be made now.</summary>
public sealed class ExportRetryTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    [Fact]
    public async Task Export_of_an_agent_that_is_being_provisioned_waits_and_is_made_once_the_agent_is_active()
    {
        var owner = await TestTenant.Create(access);
        await owner.CreateAgent("ada");
        await SetProvisioning(owner);

        await StartExport(owner.Admin, "ada", "one");
        var waiting = await Eventually.Get(() => Find(owner), export => export["error"] is not null);
        var later = await Count(
            "select count(*) from agent_export where tenant = $1 and due_at > created_at + interval '25 seconds'", owner);
        await (await owner.Admin.PostAsync("/v1/agents/ada/restore", null)).ShouldBe(200);
        await Execute("update agent_export set due_at = now() where tenant = $1", owner);
        await StartExport(owner.Admin, "ada", "one");
        var done = await Eventually.Get(() => Find(owner), export => export["endedAt"] is not null);

        Assert.Equal("pending", waiting.Text("state"));
        Assert.Contains("being provisioned", waiting.Text("error"), StringComparison.Ordinal);
        Assert.Equal(1L, later);
        Assert.Equal("done", done.Text("state"));
        Assert.Null(done["error"]);
    }

    [Fact]
    public async Task Export_that_fails_at_each_attempt_ends_with_the_error_of_the_last()
    {
        var owner = await TestTenant.Create(access);
        await owner.CreateAgent("ada");
        await SetProvisioning(owner);
        await StartExport(owner.Admin, "ada", "one");
        await Eventually.Get(() => Find(owner), export => export["error"] is not null);

        await Execute("update agent_export set due_at = now(), attempts = 4 where tenant = $1", owner);
        await StartExport(owner.Admin, "ada", "one");
        var failed = await Eventually.Get(() => Find(owner), export => export["endedAt"] is not null);

        Assert.Equal("failed", failed.Text("state"));
        Assert.Contains("5 attempts", failed.Text("error"), StringComparison.Ordinal);
        Assert.Contains("being provisioned", failed.Text("error"), StringComparison.Ordinal);
    }

    private static async Task<JsonNode> Find(TestTenant owner) =>
        Assert.Single((await owner.Get("/v1/agents/ada/exports"))["items"]!.AsArray())!;

    // As after a crash between the agent's row and its memory.
    private async Task SetProvisioning(TestTenant owner)
    {
        await Execute(
            """
            update grain_state set payload = jsonb_set(payload, '{Status}', '0')
            where state_name = 'agent' and grain_key = $1 || '/ada'
            """,
            owner);
        var agent = await access.Grains.Agent(new GrainKey(owner.Name, "ada")).Reread();
        Assert.Equal(AgentStatus.Provisioning, agent.Status);
    }

    private async Task Execute(string sql, TestTenant owner)
    {
        await using var command = access.Gateway.Rows.CreateCommand(sql);
        command.Parameters.AddWithValue(owner.Name);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> Count(string sql, TestTenant owner)
    {
        await using var command = access.Gateway.Rows.CreateCommand(sql);
        command.Parameters.AddWithValue(owner.Name);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
