using System.Text.Json.Nodes;
using Npgsql;
using Sanctum.Storage;
using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>What callers see of a database that is restarted, or away, between two of their requests.</summary>
public sealed class RestartedDatabaseTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task First_chat_after_all_connections_died_is_answered(bool isStreamed)
    {
        var gateway = await new RunningGateway().Start();
        try
        {
            var agent = await gateway.CreateAgent();
            Assert.Contains("You said: one", await Chat(gateway, agent, "one", isStreamed), StringComparison.Ordinal);

            await KillConnections(gateway);

            Assert.Contains("You said: two", await Chat(gateway, agent, "two", isStreamed), StringComparison.Ordinal);
        }
        finally
        {
            await gateway.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_agent_that_nobody_used_yet_answers_after_all_connections_died()
    {
        var first = await new RunningGateway().Start();
        var agent = await first.CreateAgent();
        await first.DisposeAsync();
        var gateway = new RunningGateway();
        try
        {
            await gateway.StartUnready(first.Database);
            await gateway.BecomesReady();
            await KillConnections(gateway);

            Assert.Contains("You said: hello", await Chat(gateway, agent, "hello", isStreamed: true), StringComparison.Ordinal);
        }
        finally
        {
            await gateway.DisposeAsync();
        }
    }

    [Fact]
    public async Task Chats_are_answered_as_soon_as_a_restarted_database_is_there_and_memory_is_not_shown_while_it_is_away()
    {
        await using var server = await PostgresServer.StartOwn();
        var gateway = new RunningGateway();
        try
        {
            await gateway.StartUnready(await server.CreateDatabase());
            await gateway.BecomesReady();
            var agent = await gateway.CreateAgent();
            await Chat(gateway, agent, "one", isStreamed: false);
            await gateway.Get($"/v1/agents/{agent}/memory");

            server.Stop();
            using (var away = await gateway.Http.GetAsync($"/v1/agents/{agent}/memory"))
                await away.ShouldRefuse(503, "storage-unavailable");
            server.StartServer();
            await gateway.BecomesReady();

            Assert.Contains("You said: two", await Chat(gateway, agent, "two", isStreamed: true), StringComparison.Ordinal);
            Assert.Single((await gateway.Get($"/v1/agents/{agent}/memory"))["items"]!.AsArray());
        }
        finally
        {
            await gateway.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_connection_that_is_killed_in_the_middle_of_a_write_leaves_the_transcript_whole()
    {
        var gateway = await new RunningGateway().Start();
        try
        {
            var agent = await gateway.CreateAgent();
            using var first = await Send(gateway, agent, "one");
            await first.ShouldBe(200);
            var before = await Transcript(gateway, agent);

            Task<HttpResponseMessage> sending;
            await using (var other = await gateway.Rows.OpenConnectionAsync())
            {
                await using var transaction = await other.BeginTransactionAsync();
                await using var hold = new NpgsqlCommand("lock table transcript_entry in exclusive mode", other, transaction);
                await hold.ExecuteNonQueryAsync();
                sending = Send(gateway, agent, "two");
                await Eventually.True(() => KillWhoWaitsFor("transcript_entry", gateway));

                Assert.Equal(2, before.Length);
                Assert.Equal(before, await Transcript(gateway, agent));
            }

            using var second = await sending;
            await Eventually.True(async () =>
            {
                using var repeated = await Send(gateway, agent, "two");
                return repeated.IsSuccessStatusCode;
            });
            var after = await Eventually.Get(() => Transcript(gateway, agent), texts => texts.Length == 4);
            string[] expected = [.. before, "two", "You said: two"];
            Assert.Equal(expected, after);
        }
        finally
        {
            await gateway.DisposeAsync();
        }
    }

    private static Task<HttpResponseMessage> Send(RunningGateway gateway, string agent, string text) =>
        gateway.Send(agent, new { text, sessionId = $"{agent}-s", idempotencyKey = text }, "?wait=30s");

    private static async Task<string[]> Transcript(RunningGateway gateway, string agent) =>
        [.. (await gateway.Get($"/v1/sessions/{agent}-s/transcript"))["items"]!.AsArray()
            .Select(entry => entry!.Text("content"))];

    private static async Task<bool> KillWhoWaitsFor(string table, RunningGateway gateway)
    {
        await using var killer = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(gateway.Database) { Pooling = false });
        await using var kill = killer.CreateCommand(
            $"""
            select count(pg_terminate_backend(pid, 10000)) from pg_locks
            where database = (select oid from pg_database where datname = current_database())
              and relation = '{table}'::regclass and not granted
            """);
        return (long)(await kill.ExecuteScalarAsync())! > 0;
    }

    // As a restart does; a server that all tests share cannot be restarted.
    private static async Task KillConnections(RunningGateway gateway)
    {
        // Nobody writes beside the requests once all entries of the audit log are sealed.
        await Eventually.True(() => IsSealed(gateway));
        await Task.Delay(GroupWriter.TrustedFor);
        await using var other = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(gateway.Database) { Pooling = false });
        await using var kill = other.CreateCommand(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() " +
            "and pid <> pg_backend_pid()");
        await kill.ExecuteNonQueryAsync();
    }

    private static async Task<bool> IsSealed(RunningGateway gateway)
    {
        await using var command = gateway.Rows.CreateCommand(
            "select not exists (select from audit_entry where chain_seq is null)");
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<string> Chat(RunningGateway gateway, string agent, string text, bool isStreamed)
    {
        var body = new JsonObject
        {
            ["model"] = agent,
            ["stream"] = isStreamed,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }),
        };
        using var response = await gateway.Http.PostAsync("/v1/chat/completions", RunningGateway.Json(body.ToJsonString()));
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, answer);
        Assert.DoesNotContain("\"error\"", answer, StringComparison.Ordinal);
        return answer;
    }
}
