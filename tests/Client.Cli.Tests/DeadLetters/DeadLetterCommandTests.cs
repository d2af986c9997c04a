using System.Text.Json.Nodes;
using Npgsql;
using Sanctum.Testing;

namespace Sanctum.Tests.DeadLetters;

/// <summary>A gateway in whose log of memory bad events can be written.</summary>
public sealed class DeadLetterGateway : IAsyncLifetime
{
    private NpgsqlDataSource? _rows;

    internal RunningGateway Gateway { get; } = new();

    public async Task InitializeAsync()
    {
        var database = await (await PostgresServer.Shared).CreateDatabase();
        _rows = NpgsqlDataSource.Create(database);
        await Gateway.Start($"SANCTUM_POSTGRES={database}");
    }

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _rows!.DisposeAsync();
    }

    /// <summary>Writes a bad event into the log of an agent's memory, and answers its letter.</summary>
    internal async Task<JsonNode> Inject(string agent)
    {
        await Execute(
            $$"""
            insert into memory_wal (tenant, memory, seq, id, type, schema_version, payload)
            select 'default', '{{agent}}', coalesce(max(seq), 0) + 1, gen_random_uuid(), 'memory.block-changed', 1, '{"value":5}'
            from memory_wal where memory = '{{agent}}'
            """);
        var letters = await Eventually.Get(() => LettersOf(agent), letters => letters.Count > 0);
        return letters[^1];
    }

    /// <summary>Makes every bad event of an agent's memory a good one.</summary>
    internal Task Mend(string agent) => Execute(
        $"""
        update memory_wal bad set payload = good.payload from memory_wal good
        where good.memory = '{agent}' and good.seq = 1 and bad.memory = '{agent}' and bad.payload = '{"{\"value\":5}"}'
        """);

    internal async Task<List<JsonNode>> LettersOf(string agent) =>
        [.. (await Gateway.Get("/v1/admin/dlq/memory.wal.dlq?limit=200"))["items"]!.AsArray()
            .OfType<JsonNode>().Where(letter => letter.Text("key") == $"default/{agent}")];

    private async Task Execute(string sql)
    {
        await using var command = _rows!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

public sealed class DeadLetterCommandTests(DeadLetterGateway letters) : IClassFixture<DeadLetterGateway>
{
    private const string Queue = "memory.wal.dlq";

    private RunningGateway Gateway => letters.Gateway;

    [Fact]
    public async Task A_dead_letter_is_counted_listed_shown_and_dealt_with_again_once_its_cause_is_mended()
    {
        var agent = await Gateway.CreateAgent();
        var id = (await letters.Inject(agent)).Text("id");

        Assert.Contains(Queue, (await Gateway.Run("dlq", "list")).ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains(id, (await Gateway.Run("dlq", "list", Queue)).ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains(
            "memory.block-changed", (await Gateway.Run("dlq", "show", Queue, id)).ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains("Dead letters", (await Gateway.Run("status")).ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.InRange((await Gateway.Run("status", "--json")).Json()["deadLetters"]!.GetValue<long>(), 1, long.MaxValue);
        (await Gateway.Run("dlq", "reprocess", Queue, id)).ShouldEnd(5);

        await letters.Mend(agent);

        var done = (await Gateway.Run("dlq", "reprocess", Queue, id, "--json")).Json();
        Assert.Equal("applied", done["items"]![0]!.Text("outcome"));
        Assert.Empty(await letters.LettersOf(agent));
        Assert.Contains(
            $"dlq/{Queue}/{id}", (await Gateway.Get("/v1/admin/audit?action=dlq.reprocess")).ToJsonString(),
            StringComparison.Ordinal);
        (await Gateway.Run("dlq", "show", Queue, id)).ShouldEnd(4);
    }

    [Fact]
    public async Task Letters_are_purged_one_or_all_and_only_by_a_clear_word()
    {
        var (one, other) = (await Gateway.CreateAgent(), await Gateway.CreateAgent());
        var id = (await letters.Inject(one)).Text("id");
        await letters.Inject(other);
        (await Gateway.Run("dlq", "purge", Queue)).ShouldEnd(2);

        var removed = (await Gateway.Run("dlq", "purge", Queue, "--letter", id, "--yes", "--json")).Json();

        Assert.Equal(1, removed["removed"]!.GetValue<int>());
        Assert.Empty(await letters.LettersOf(one));
        Assert.Single(await letters.LettersOf(other));
        (await Gateway.Run("dlq", "purge", Queue, "--yes")).ShouldEnd(0);
        Assert.Empty(await letters.LettersOf(other));
        Assert.Contains(
            $"dlq/{Queue}", (await Gateway.Get("/v1/admin/audit?action=dlq.purge")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_said()
    {
        (await Gateway.Run("dlq", "list", "no.such.queue")).ShouldEnd(4);
        (await Gateway.Run("dlq", "show", Queue, Guid.NewGuid().ToString())).ShouldEnd(4);
        (await Gateway.Run("dlq", "reprocess", Queue, Guid.NewGuid().ToString())).ShouldEnd(4);
        (await Gateway.Run("memory", "wal", "nobody-here")).ShouldEnd(4);
    }

    [Fact]
    public async Task The_log_and_the_replica_of_a_memory_are_shown_with_the_lag()
    {
        var agent = await Gateway.CreateAgent();
        (await Gateway.Run("memory", "write", agent, "people", "Ada.")).ShouldEnd(0);
        await Eventually.True(
            async () => (await Gateway.Get($"/v1/admin/memory?agent={agent}"))["lag"]!["changes"]!.GetValue<int>() == 0);

        var log = (await Gateway.Run("memory", "wal", agent, "--after", "1", "--json")).Json();
        var replica = (await Gateway.Run("memory", "replica", "--agent", agent, "--limit", "1", "--json")).Json();
        var rest = (await Gateway.Run("memory", "replica", "--agent", agent, "--after", replica.Text("next"), "--json")).Json();

        Assert.Equal("Ada.", Assert.Single(log["items"]!.AsArray())!["payload"]!.Text("value"));
        Assert.Equal($"block/{agent}-notes", Assert.Single(replica["items"]!.AsArray())!.Text("entry"));
        Assert.Equal("Ada.", Assert.Single(rest["items"]!.AsArray())!["payload"]!.Text("value"));
        Assert.Contains(
            "The replica", (await Gateway.Run("memory", "replica", "--agent", agent)).ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains(
            "memory.block-changed", (await Gateway.Run("memory", "wal", agent)).ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.InRange((await Gateway.Run("memory", "wal", agent, "--json")).Json()["items"]!.AsArray().Count, 2, 2);
    }
}
