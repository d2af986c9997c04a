using Orleans.Core.Internal;
using Sanctum.Errors;
using Sanctum.Testing;

namespace Sanctum.Memory;

/// <summary>What agents must name and may not change, and what stays of blocks, shares and versions.</summary>
[Collection(HostSuite.Name)]
public sealed class SharedBlockRuleTests(SanctumHost host)
{
    private readonly string _label = $"rules-{Guid.NewGuid():N}";
    private readonly string _agent = $"a-{Guid.NewGuid():N}"[..20];

    private ISharedBlockGrain Block => BlockOf(_label);

    private IMemoryGrain Memory => host.Grains.GetGrain<IMemoryGrain>($"default/{_agent}");

    [Fact]
    public async Task Agent_that_replaces_the_whole_text_names_its_version_and_overwrites_nothing()
    {
        await Write("1", "Tea.\nDog.");
        await Memory.Share(_label, BlockRight.Write, "operator");
        await Write("2", "Coffee.\nDog.");

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Memory.Edit(Own("3", "Tea.\nCat.")));
        var merged = await Memory.Edit(Own("4", "Tea.\nCat.", version: 1));
        var conflict = await Assert.ThrowsAsync<BlockConflictException>(() => Memory.Edit(Own("5", "Milk.\nDog.", version: 1)));

        Assert.Equal("version", Assert.Single(refused.Errors).Field);
        Assert.Contains("Its version is 2", refused.Message, StringComparison.Ordinal);
        Assert.Equal(("Coffee.\nCat.", 3), (merged.Value, merged.Version));
        Assert.Equal(("Coffee.\nCat.", "Milk.\nDog.", 3), (conflict.Present, conflict.Proposed, conflict.Version));
        Assert.Equal(merged, await Memory.Edit(Own("4", "Tea.\nCat.", version: 1)));
    }

    [Fact]
    public async Task Agent_that_may_append_changes_neither_description_nor_limit()
    {
        await Write("1", "Tea.");
        await Memory.Share(_label, BlockRight.Append, "operator");
        var line = Own("2", "Dog.") with { Kind = MemoryEditKind.Append };

        await Assert.ThrowsAsync<PolicyDeniedException>(() => Memory.Edit(line with { Description = "Mine." }));
        await Assert.ThrowsAsync<PolicyDeniedException>(() => Memory.Edit(line with { Limit = 9 }));
        await Assert.ThrowsAsync<PolicyDeniedException>(() => Memory.Edit(Own("3", "Mine.", version: 1)));

        Assert.Equal("Tea.\nDog.", (await Memory.Edit(line)).Value);
        Assert.Equal(("", BlockEditing.DefaultLimit), ((await Block.Get()).Description, (await Block.Get()).Limit));
    }

    [Fact]
    public async Task Restore_and_undo_leave_a_block_read_only()
    {
        await Write("1", "Tea.");
        await Block.Edit(Written("2", "Coffee."), isReadOnly: true);

        var restored = await Block.Restore("3", 1, "operator");
        var undone = await Block.Undo("4", 3, "operator");

        Assert.Equal(("Tea.", true), (restored.Value, restored.IsReadOnly));
        Assert.Equal(("Coffee.", true), (undone.Value, undone.IsReadOnly));
    }

    [Fact]
    public async Task Label_of_a_deleted_block_is_free_for_the_agent_it_was_shared_with()
    {
        await Write("1", "Shared.");
        await Memory.Share(_label, BlockRight.Write, "operator");
        await Block.Delete("d1", "operator");

        await Memory.Provision([new MemoryBlock(_label, "Defined.", "", 100, 1, DateTimeOffset.UtcNow)]);

        var own = Assert.Single(await Memory.GetBlocks());
        Assert.Equal(("Defined.", null), (own.Value, own.Right));
        await Memory.Delete("d2", _label, "operator");
        await Write("2", "Shared.");
        await Memory.Share(_label, BlockRight.Write, "operator");
        await Block.Delete("d3", "operator");
        var written = await Memory.Edit(new MemoryEdit("w", _label, MemoryEditKind.Write, "Given.", null, "operator"));
        Assert.Equal(("Given.", null), (written.Value, written.Right));
    }

    [Fact]
    public async Task Block_is_shared_with_so_many_agents_and_no_more()
    {
        await Write("1", "Tea.");
        await host.Execute(
            $"""
            insert into memory_block_share (tenant, agent, label, access_right, shared_by, shared_at)
            select 'default', 'agent-' || number, '{_label}', 'read', 'test', now() from generate_series(1, 1000) number
            """);
        await End(Block);

        var refused = await Assert.ThrowsAsync<ConflictException>(() => Memory.Share(_label, BlockRight.Read, "operator"));

        Assert.Contains("1000 agents, the limit", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await Memory.GetBlocks());
        Assert.Equal(BlockRight.Write, (await Block.Share("agent-1", BlockRight.Write, "operator")).Right);
        await Block.Unshare("agent-2");
        await Memory.Share(_label, BlockRight.Read, "operator");
        Assert.Single(await Memory.GetBlocks());
    }

    [Fact]
    public async Task Grain_without_a_block_does_not_stay_active()
    {
        Func<ISharedBlockGrain, Task>[] calls =
        [
            block => block.Get(), block => block.GetFor(_agent), block => block.ListVersions(null, 10),
            block => block.GetVersion(1), block => block.Undo("u", 1, "operator"), block => block.Restore("r", 1, "operator"),
            block => block.Edit(Written("a", "Tea.") with { Kind = MemoryEditKind.Append }, null),
            block => block.EditFor(_agent, Own("w", "Tea.")), block => block.Delete("d", "operator"),
            block => block.Share(_agent, BlockRight.Read, "operator"),
        ];
        var blocks = new List<ISharedBlockGrain>();
        foreach (var call in calls)
        {
            var block = BlockOf($"none-{Guid.NewGuid():N}");
            await Assert.ThrowsAsync<NotFoundException>(() => call(block));
            blocks.Add(block);
        }
        await Write("1", "Tea.");
        await Block.Delete("d", "operator");
        blocks.Add(Block);

        await Ended(blocks);
    }

    [Fact]
    public async Task Every_version_is_read_and_restored_also_where_it_is_stored_whole()
    {
        var texts = await ChangeAtRandom(new Random(62), changes: 120);
        await End(Block);

        for (var version = 1; version < texts.Count; version++)
            Assert.Equal(texts[version] ?? "", (await Block.GetVersion(version)).Text);
        Assert.True(await Versions("whole is not null and kind <> 'delete'") > 1);
        Assert.Equal(0, await Versions("whole is not null and (added <> '' or removed <> 0)"));
        Assert.Equal(0, await Versions("kind = 'delete' and whole is distinct from ''"));
        Assert.True(await Versions("kind = 'delete'") > 1);
        for (var version = 1; version < texts.Count; version++)
        {
            if (texts[version] is not { } text)
                continue;
            var before = (await Block.Get()).Value;
            var restored = await Block.Restore($"r{version}", version, "operator");
            Assert.Equal(text, restored.Value);
            if (text != before)
                Assert.Equal(before, (await Block.Undo($"u{version}", restored.Version, "operator")).Value);
        }
    }

    // Answers the text of each version by its number; null for a deletion.
    private async Task<List<string?>> ChangeAtRandom(Random random, int changes)
    {
        var texts = new List<string?> { null };
        while (texts.Count < changes || texts[^1] is null)
        {
            var text = texts[^1];
            if (text is not null && random.Next(30) == 0)
            {
                await Block.Delete($"d{texts.Count}", "operator");
                texts.Add(null);
                continue;
            }
            var lines = (text ?? "").Split('\n').ToList();
            lines.Insert(random.Next(lines.Count + 1), $"{texts.Count} {new string('x', random.Next(20))} 🐕");
            text = string.Join('\n', lines);
            await Block.Edit(Written($"w{texts.Count}", text) with { Limit = 100_000 }, null);
            texts.Add(text);
        }
        return texts;
    }

    private Task<long> Versions(string condition) => host.Count(
        $"select count(*) from memory_shared_version where tenant = 'default' and label = '{_label}' and {condition}");

    private async Task End(ISharedBlockGrain block)
    {
        await block.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        await Ended(block);
    }

    private Task Ended(params IEnumerable<ISharedBlockGrain> blocks)
    {
        var ids = blocks.Select(block => block.GetGrainId()).ToHashSet();
        return Eventually.True(async () => !(await host.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics())
            .Any(statistic => ids.Contains(statistic.GrainId)));
    }

    private MemoryEdit Own(string id, string text, int? version = null) =>
        new(id, _label, MemoryEditKind.Write, text, null, _agent, BaseVersion: version);

    private MemoryEdit Written(string id, string text) => new(id, _label, MemoryEditKind.Write, text, null, "operator");

    private Task<SharedBlock> Write(string id, string text) => Block.Edit(Written(id, text), isReadOnly: null);

    private ISharedBlockGrain BlockOf(string label) => host.Grains.GetGrain<ISharedBlockGrain>($"default/{label}");
}
