using Npgsql;
using Sanctum.Testing;

namespace Sanctum.Tests.Health;

[Collection(SharedGateway.Name)]
public sealed class StatusCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Gateway_that_serves_is_ready_and_counted()
    {
        var agent = await gateway.CreateAgent();
        await gateway.Run("send", agent, "hello", "--wait", "30s");

        var shown = await gateway.Run("status");
        var status = (await gateway.Run("status", "--json")).Json();

        Assert.Contains("Ready", shown.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Equal("ok", status["health"]!.Text("status"));
        Assert.Contains(status["ready"]!.Text("status"), new[] { "ok", "degraded" });
        Assert.InRange(status["counts"]!["agents"]!.GetValue<int>(), 1, int.MaxValue);
        Assert.InRange(status["counts"]!["done"]!.GetValue<int>(), 1, int.MaxValue);
    }

    [Fact]
    public async Task Gateway_without_its_database_is_alive_and_says_why_it_is_not_ready()
    {
        await using var postgres = await PostgresServer.StartOwn();
        var alone = await new RunningGateway().Start($"SANCTUM_POSTGRES={await postgres.CreateDatabase()}");
        try
        {
            postgres.Stop();
            // What the gateway knows of its database may be a second old.
            await Eventually.True(async () =>
            {
                using var ready = await alone.Http.GetAsync("/ready");
                return !ready.IsSuccessStatusCode;
            });

            var status = await alone.Run("status", "--json");
            var listed = await alone.Run("agents", "list");

            Assert.Contains("database", status.Problem(3).Text("detail"), StringComparison.Ordinal);
            Assert.Contains("\"unavailable\"", status.Out, StringComparison.Ordinal);
            listed.ShouldEnd(3);
        }
        finally
        {
            // A silo leaves its cluster in a row; without a database it tries to for minutes.
            postgres.StartServer();
            await alone.DisposeAsync();
        }
    }

    [Fact]
    public async Task Gateway_without_the_key_that_an_agent_needs_serves_and_says_that_it_is_degraded()
    {
        var alone = await new RunningGateway().Start("OPENAI_API_KEY=", "ANTHROPIC_API_KEY=");
        try
        {
            Assert.Equal("ok", (await alone.Run("status", "--json")).Json()["ready"]!.Text("status"));
            await alone.CreateAgent("openai/gpt-any");

            var shown = await alone.Run("status");
            var ready = (await alone.Run("status", "--json")).Json()["ready"]!;

            Assert.Contains("no key is configured", shown.ShouldEnd(0).Out, StringComparison.Ordinal);
            Assert.Equal("degraded", ready.Text("status"));
            var check = Assert.Single(ready["checks"]!.AsArray(), check => check!.Text("status") == "degraded")!;
            Assert.Equal("model", check.Text("name"));
            Assert.Contains("OPENAI_API_KEY", check.Text("detail"), StringComparison.Ordinal);
        }
        finally
        {
            await alone.DisposeAsync();
        }
    }

    [Fact]
    public async Task Account_that_failed_degrades_the_gateway_which_serves_all_the_same()
    {
        var database = await (await PostgresServer.Shared).CreateDatabase();
        var alone = await new RunningGateway().Start($"SANCTUM_POSTGRES={database}");
        try
        {
            await using var rows = NpgsqlDataSource.Create(database);
            await using var fail = rows.CreateCommand(
                "insert into platform_account (tenant, platform, account, agent, status, status_reason, settings, rules, " +
                "since) values ('default', 'bluesky', 'ada', 'ada', 'failed', 'Wrong password.', '{}', '{}', now())");
            await fail.ExecuteNonQueryAsync();
            // A look at readiness is shared by all who ask within half a second.
            await Eventually.True(
                async () => (await alone.Http.GetStringAsync("/ready")).Contains("degraded", StringComparison.Ordinal));

            var shown = await alone.Run("status");
            var status = (await alone.Run("status", "--json")).Json();

            Assert.Contains("degraded: bluesky/ada: Wrong password.", shown.ShouldEnd(0).Out, StringComparison.Ordinal);
            Assert.Equal("degraded", status["ready"]!.Text("status"));
            Assert.NotNull(status["counts"]);
        }
        finally
        {
            await alone.DisposeAsync();
        }
    }

    [Fact]
    public async Task Gateway_that_is_not_there_is_unreachable()
    {
        var status = await Cli.Run(new Uri("http://127.0.0.1:1"), ["status", "--json"]);

        Assert.Empty(status.Out);
        Assert.Equal("urn:sanctum:problem:unreachable", status.Problem(3).Text("type"));
    }
}
