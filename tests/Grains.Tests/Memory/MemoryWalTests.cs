using System.Text.Json.Nodes;

namespace Sanctum.Memory;

/// <summary>Changes of memory and their rows in the log.</summary>
[Collection(HostSuite.Name)]
public sealed class MemoryWalTests(SanctumHost host)
{
    private const string Type = "memory.block-changed";
    private readonly string _agent = $"a-{Guid.NewGuid():N}"[..20];

    [Fact]
    public async Task Every_change_is_a_row_without_gaps_and_says_the_whole_block()
    {
        var given = new MemoryBlock("notes", "Likes tea.", "What I know.", Limit: 100, Version: 1, DateTimeOffset.UtcNow);
        await Memory.Provision([given]);
        await Memory.Provision([given]);
        await Edit("2", MemoryEditKind.Append, "Has a dog.");
        await Memory.Detach("notes");
        await Memory.Attach("notes", "");
        await Memory.Attach("user_bob", "Bob.");

        var rows = await Rows();

        Assert.Equal([1L, 2, 3, 4, 5], rows.Select(row => row.Seq));
        Assert.All(rows, row => Assert.Equal(Type, row.Type));
        Assert.Equal(
            ["Likes tea.|1|true", "Likes tea.\nHas a dog.|2|true",
                "Likes tea.\nHas a dog.|2|false", "Likes tea.\nHas a dog.|2|true", "|1|true"],
            rows.Select(row => $"{row.Payload["value"]}|{row.Payload["version"]}|{row.Payload["isAttached"]}"));
        Assert.Equal(["block/notes", "block/user_bob"], rows.Select(row => (string)row.Payload["entry"]!).Distinct());
    }

    [Theory]
    [InlineData(MemoryEditKind.Write)]
    [InlineData(MemoryEditKind.Append)]
    public async Task An_edit_that_is_sent_twice_is_one_change_and_one_row(MemoryEditKind kind)
    {
        await Edit("first", MemoryEditKind.Write, "Likes tea.");

        var once = await Edit("again", kind, "Has a dog.");
        var twice = await Edit("again", kind, "Has a dog.");

        Assert.Equal(once, twice);
        Assert.Equal(2, (await Rows()).Count);
    }

    [Fact]
    public async Task The_same_write_by_another_id_is_no_change_and_its_id_is_known_all_the_same()
    {
        var first = await Edit("1", MemoryEditKind.Write, "Likes tea.");
        Assert.Equal(first, await Edit("2", MemoryEditKind.Write, "Likes tea."));
        await Edit("3", MemoryEditKind.Write, "Likes coffee.");
        await Edit("2", MemoryEditKind.Write, "Likes tea.");

        var rows = await Rows();

        Assert.Equal(["Likes tea.", "Likes coffee."], rows.Select(row => (string)row.Payload["value"]!));
        Assert.Equal("Likes coffee.", Assert.Single(await Memory.GetBlocks()).Value);
    }

    [Fact]
    public async Task What_comes_to_hold_the_same_again_is_a_change_with_the_key_that_it_had()
    {
        await Edit("1", MemoryEditKind.Write, "Likes tea.");
        await Edit("2", MemoryEditKind.Write, "Likes coffee.");
        await Edit("3", MemoryEditKind.Write, "Likes tea.");

        var keys = (await Rows()).Select(row => row.Key).ToList();

        Assert.Equal(3, keys.Count);
        Assert.Equal(keys[0], keys[2]);
        Assert.NotEqual(keys[0], keys[1]);
    }

    [Fact]
    public async Task Putting_away_what_is_away_is_no_change()
    {
        await Memory.Attach("user_bob", "");
        await Memory.Detach("user_bob");
        await Memory.Detach("user_bob");
        await Memory.Attach("user_bob", "");
        await Memory.Attach("user_bob", "");

        Assert.Equal(3, (await Rows()).Count);
    }

    private IMemoryGrain Memory => host.Grains.GetGrain<IMemoryGrain>($"default/{_agent}");

    private Task<MemoryBlock> Edit(string id, MemoryEditKind kind, string text) =>
        Memory.Edit(new MemoryEdit(id, "notes", kind, text, null, "test"));

    private async Task<List<Row>> Rows()
    {
        await using var command = host.Rows.CreateCommand(
            $"select seq, type, payload, idempotency_key from memory_wal where memory = '{_agent}' order by seq");
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Row>();
        while (await reader.ReadAsync())
            rows.Add(new Row(reader.GetInt64(0), reader.GetString(1), JsonNode.Parse(reader.GetString(2))!, reader.GetString(3)));
        return rows;
    }

    private sealed record Row(long Seq, string Type, JsonNode Payload, string Key);
}
