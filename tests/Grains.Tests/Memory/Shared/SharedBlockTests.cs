using System.Globalization;
using Orleans.Core.Internal;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>Blocks of a tenant, and what agents may do with them.</summary>
[Collection(HostSuite.Name)]
public sealed class SharedBlockTests(SanctumHost host)
{
    private readonly string _label = $"rules-{Guid.NewGuid():N}";
    private readonly string _agent = NewName();

    private ISharedBlockGrain Block => host.Grains.GetGrain<ISharedBlockGrain>($"default/{_label}");

    private IMemoryGrain Memory => MemoryOf(_agent);

    [Fact]
    public async Task Ten_agents_append_at_once_and_every_line_is_there_once() => await Append(agents: 10, times: 100);

    [Fact, Trait("Category", "Slow")]
    public async Task Ten_agents_append_a_thousand_times_each() => await Append(agents: 10, times: 1_000);

    [Fact]
    public async Task Appends_are_kept_once_when_activations_die_in_the_middle_and_calls_are_repeated()
    {
        await Write("w", "Start.", limit: 100_000);
        var agents = await ShareWithMany(5);

        await Task.WhenAll(agents.Select(async (agent, place) =>
        {
            for (var i = 0; i < 20; i++)
            {
                await Repeat(() => MemoryOf(agent).Edit(Line(agent, i)));
                if (i % agents.Length == place)
                    await Repeat(() => End(Block));
                if (i % 7 == 0)
                    await Repeat(() => End(MemoryOf(agent)));
                await Repeat(() => MemoryOf(agent).Edit(Line(agent, i)));
            }
        }));

        var lines = (await Block.Get()).Value!.Split('\n')[1..];
        Assert.Equal(
            agents.SelectMany(agent => Enumerable.Range(0, 20).Select(i => Line(agent, i).Text)).Order(StringComparer.Ordinal),
            lines.Order(StringComparer.Ordinal));
        Assert.Equal(101, (await Block.Get()).Version);
    }

    [Fact]
    public async Task Right_decides_what_an_agent_may_do()
    {
        await Write("w", "Be brief.");
        await Memory.Share(_label, BlockRight.Read, "operator");

        var refused = await Assert.ThrowsAsync<PolicyDeniedException>(() => Edit("1", MemoryEditKind.Append, "No jokes."));
        Assert.Contains($"only read shared block '{_label}'", refused.Message, StringComparison.Ordinal);
        await Memory.Share(_label, BlockRight.Append, "operator");
        await Edit("2", MemoryEditKind.Append, "No jokes.");
        refused = await Assert.ThrowsAsync<PolicyDeniedException>(() => Edit("3", MemoryEditKind.Write, "Mine."));
        Assert.Contains("only read and append", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PolicyDeniedException>(() => Edit("4", MemoryEditKind.Replace, "long", "brief"));
        await Memory.Share(_label, BlockRight.Write, "operator");
        await Edit("5", MemoryEditKind.Replace, "long", "brief");
        Assert.Equal("Be long.\nNo jokes.", (await Block.Get()).Value);
        await Block.Edit(Written("ro", "Fixed."), isReadOnly: true);
        refused = await Assert.ThrowsAsync<PolicyDeniedException>(() => Edit("6", MemoryEditKind.Append, "x"));
        Assert.Contains("is read-only", refused.Message, StringComparison.Ordinal);
        Assert.Equal(BlockRight.Read, Assert.Single(await Memory.GetBlocks()).Right);
        Assert.Equal("Fixed.", (await Block.Get()).Value);
    }

    [Fact]
    public async Task Agent_without_a_share_sees_nothing_and_loses_sight_when_it_ends()
    {
        await Write("w", "Secret.");

        await Assert.ThrowsAsync<NotFoundException>(() => Block.GetFor(_agent));
        await Assert.ThrowsAsync<NotFoundException>(() => Edit("1", MemoryEditKind.Append, "x"));
        await Memory.Share(_label, BlockRight.Write, "operator");
        Assert.Equal("Secret.", Assert.Single(await Memory.ReadBlocks()).Value);
        await Memory.Unshare(_label, "operator");
        await Memory.Unshare(_label, "operator");

        Assert.Empty(await Memory.GetBlocks());
        await Assert.ThrowsAsync<NotFoundException>(() => Block.EditFor(_agent, Line(_agent, 1)));
    }

    [Fact]
    public async Task Share_of_a_deleted_block_does_not_come_back_with_a_block_of_that_label()
    {
        await Write("w", "First.");
        await Memory.Share(_label, BlockRight.Write, "operator");
        await Memory.GetBlocks();
        await Block.Delete("d", "operator");
        await Block.Delete("d", "operator");

        await Write("w2", "Second.");

        Assert.Empty(await Memory.GetBlocks());
        await Assert.ThrowsAsync<NotFoundException>(() => Block.GetFor(_agent));
        Assert.Equal(
            [(3, BlockChangeKind.Write), (2, BlockChangeKind.Delete), (1, BlockChangeKind.Write)],
            (await Block.ListVersions(null, 50)).Items.Select(version => (version.Version, version.Kind)));
        Assert.Equal("First.", (await Block.Restore("r", 1, "operator")).Value);
    }

    [Fact]
    public async Task Labels_of_an_agent_are_its_own_or_shared()
    {
        await Write("w", "Shared.");
        await Memory.Edit(new MemoryEdit("own", _label, MemoryEditKind.Write, "Own.", null, _agent));

        await Assert.ThrowsAsync<ConflictException>(() => Memory.Share(_label, BlockRight.Read, "operator"));
        await Memory.Delete("gone", _label, "operator");
        await Memory.Share(_label, BlockRight.Read, "operator");

        await Assert.ThrowsAsync<ConflictException>(() => Memory.Undo("back", _label, 2, "operator"));
        await Assert.ThrowsAsync<ConflictException>(() => Memory.Edit(
            new MemoryEdit("op", _label, MemoryEditKind.Write, "x", null, "operator")));
        await Memory.Provision([new MemoryBlock(_label, "Defined.", "", 100, 1, DateTimeOffset.UtcNow)]);
        Assert.Equal("Shared.", Assert.Single(await Memory.GetBlocks()).Value);
        await Assert.ThrowsAsync<NotFoundException>(() => MemoryOf(NewName()).Share("never", BlockRight.Read, "operator"));
    }

    [Fact]
    public async Task Writers_of_one_version_are_merged_or_get_a_conflict_with_both_texts()
    {
        await Write("1", "Tea.\nDog.");
        await Memory.Share(_label, BlockRight.Write, "operator");
        await Edit("2", MemoryEditKind.Replace, "Coffee.", "Tea.");

        var merged = await Block.Edit(Written("3", "Tea.\nCat.", version: 1), null);
        var conflict = await Assert.ThrowsAsync<BlockConflictException>(
            () => Block.Edit(Written("4", "Milk.\nDog.", version: 1), null));

        Assert.Equal("Coffee.\nCat.", merged.Value);
        Assert.Equal(
            ("Tea.\nDog.", "Coffee.\nCat.", "Milk.\nDog.", 3),
            (conflict.BaseText, conflict.Present, conflict.Proposed, conflict.Version));
        await Assert.ThrowsAsync<BlockConflictException>(() => Block.Edit(Written("5", "New.", version: 0), null));
    }

    [Fact]
    public async Task Versions_have_author_cause_and_diff_and_are_undone_one_by_one()
    {
        await Block.Edit(Written("1", "Likes tea.") with { Description = "Facts.", Limit = 100 }, null);
        await Memory.Share(_label, BlockRight.Append, "operator");
        await Memory.Edit(new MemoryEdit(
            "call-1", _label, MemoryEditKind.Append, "Has a dog 🐕.", null, _agent,
            Cause: MemoryCause.ToolCall("talk", "call-1")));
        await Edit("2", MemoryEditKind.Append, "Has a dog 🐈.");
        await End(Block);

        var second = await Block.GetVersion(2);
        var undone = await Block.Undo("u", 2, "operator");
        var again = await Block.Undo("u", 2, "operator");

        Assert.Equal(($"agent/{_agent}", MemoryCause.ToolCall("talk", "call-1")), (second.Author, second.Cause));
        Assert.Equal(
            "--- version 1\n+++ version 2\n@@ -1 +1,2 @@\n Likes tea.\n+Has a dog 🐕.\n", second.Diff);
        Assert.Equal(("Facts.", 100), (second.Description, second.Limit));
        Assert.Equal(("Likes tea.\nHas a dog 🐈.", 4), (undone.Value, undone.Version));
        Assert.Equal(undone, again);
        Assert.Equal(new MemoryCause(MemoryCauseKind.Undo, Version: 2), (await Block.GetVersion(4)).Cause);
        await Assert.ThrowsAsync<NotFoundException>(() => Block.GetVersion(5));
    }

    [Fact]
    public async Task Edit_that_changes_nothing_is_no_version_and_is_not_made_later()
    {
        await Write("1", "Tea.");
        await Write("same", "Tea.");
        await Write("2", "Coffee.");

        var repeated = await Write("same", "Tea.");

        Assert.Equal(("Coffee.", 2), (repeated.Value, repeated.Version));
    }

    [Fact]
    public async Task Tenants_have_blocks_of_one_label_for_themselves()
    {
        await Write("w", "Ours.");
        var other = host.Grains.GetGrain<ISharedBlockGrain>($"other/{_label}");

        await Assert.ThrowsAsync<NotFoundException>(() => other.Get());
        await Assert.ThrowsAsync<NotFoundException>(
            () => host.Grains.GetGrain<IMemoryGrain>($"other/{_agent}").Share(_label, BlockRight.Read, "operator"));
        await Memory.Share(_label, BlockRight.Write, "operator");
        Func<Task>[] calls =
        [
            () => other.GetFor(_agent), () => other.EditFor(_agent, Line(_agent, 1)), () => other.Delete("d", "operator"),
            () => other.Edit(Written("a", "x") with { Kind = MemoryEditKind.Append }, null), () => other.ListVersions(null, 10),
            () => other.GetVersion(1), () => other.Undo("u", 1, "operator"), () => other.Restore("r", 1, "operator"),
            () => other.Share(_agent, BlockRight.Write, "operator"),
        ];
        foreach (var call in calls)
            await Assert.ThrowsAsync<NotFoundException>(call);
        await other.Unshare(_agent);
        var others = host.Grains.GetGrain<ISharedBlocksGrain>("other/shared-blocks");
        Assert.DoesNotContain((await others.List(null, 200)).Items, block => block.Label == _label);
        Assert.Empty((await others.ListShares(_label, null, 200)).Items);
        Assert.Null(await others.FindShare(_label, _agent));
        Assert.Empty(await host.Grains.GetGrain<IMemoryGrain>($"other/{_agent}").GetBlocks());
        Assert.Equal("Ours.", Assert.Single(await Memory.GetBlocks()).Value);
    }

    [Fact]
    public async Task Storage_grows_with_what_is_changed_and_not_with_the_size_of_the_text()
    {
        await Write("w", new string('x', 90_000), limit: 100_000);
        for (var i = 0; i < 50; i++)
            await Block.Edit(
                new MemoryEdit($"a{i}", _label, MemoryEditKind.Append, "A line.", null, "operator"), isReadOnly: null);

        var kept = await host.Count(
            $"""
            select sum(octet_length(added) + coalesce(octet_length(whole), 0))::bigint from memory_shared_version
            where tenant = 'default' and label = '{_label}' and version > 1
            """);

        Assert.Equal(50 * "\nA line.".Length, kept);
        Assert.Equal(90_000 + (49 * "\nA line.".Length), (await Block.GetVersion(50)).Text!.Length);
    }

    private async Task Append(int agents, int times)
    {
        await Write("w", "", limit: 100_000);
        var names = await ShareWithMany(agents);

        await Task.WhenAll(names.Select(async (agent, place) =>
        {
            for (var i = 0; i < times; i++)
                await MemoryOf(agent).Edit(Numbered(agent, place, i));
        }));

        var count = agents * times;
        var text = (await Block.Get()).Value!;
        var lines = text.Split('\n');
        Assert.Equal(count, lines.Length);
        Assert.Equal(count, lines.Distinct().Count());
        Assert.Equal(count + 1, (await Block.Get()).Version);
        for (var place = 0; place < agents; place++)
        {
            var own = lines.Where(line => line.StartsWith($"{place}:", StringComparison.Ordinal));
            Assert.Equal(Enumerable.Range(0, times).Select(i => Numbered("", place, i).Text), own);
        }
        Assert.Equal(
            Enumerable.Range(1, count + 1).Reverse(), (await AllVersions()).Select(version => version.Version));
        // Every version is the text after so many lines; some of them, also where a version holds the whole text.
        await End(Block);
        foreach (var version in Enumerable.Range(0, 20).Select(i => 2 + (i * (count - 1) / 19)))
            Assert.Equal(string.Join('\n', lines[..(version - 1)]), (await Block.GetVersion(version)).Text);
        Assert.Equal(string.Join('\n', lines[..(count / 2)]), (await Block.Restore("r", (count / 2) + 1, "operator")).Value);
        Assert.Equal(text, (await Block.Restore("r2", count + 1, "operator")).Value);
    }

    private static async Task End(IAddressable grain) =>
        await grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();

    // The end of an activation may refuse a call, or leave it open what became of it: the caller makes it again.
    private static async Task Repeat(Func<Task> call)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await call();
                return;
            }
            catch (OrleansException) when (tries < 50)
            {
                // Made again above.
            }
        }
    }

    private async Task<List<BlockVersion>> AllVersions()
    {
        var all = new List<BlockVersion>();
        for (int? after = null; ;)
        {
            var page = await Block.ListVersions(after, 200);
            all.AddRange(page.Items);
            if (page.Next is null)
                return all;
            after = page.Next;
        }
    }

    private async Task<string[]> ShareWithMany(int count)
    {
        string[] agents = [.. Enumerable.Range(0, count).Select(_ => NewName())];
        foreach (var agent in agents)
            await MemoryOf(agent).Share(_label, BlockRight.Append, "operator");
        return agents;
    }

    // Calls of different agents may have the same id.
    private MemoryEdit Numbered(string agent, int place, int number) => new(
        $"call-{number}", _label, MemoryEditKind.Append, string.Create(CultureInfo.InvariantCulture, $"{place}:{number}"), null,
        agent);

    private MemoryEdit Line(string agent, int number) => new(
        $"call-{number}", _label, MemoryEditKind.Append, string.Create(CultureInfo.InvariantCulture, $"{agent} {number}"), null,
        agent);

    private Task<MemoryBlock> Edit(string id, MemoryEditKind kind, string text, string? old = null) =>
        Memory.Edit(new MemoryEdit(id, _label, kind, text, old, _agent));

    private MemoryEdit Written(string id, string text, int? version = null) =>
        new(id, _label, MemoryEditKind.Write, text, null, "operator", BaseVersion: version);

    private Task<SharedBlock> Write(string id, string text, int? limit = null) =>
        Block.Edit(Written(id, text) with { Limit = limit }, isReadOnly: null);

    private IMemoryGrain MemoryOf(string agent) => host.Grains.GetGrain<IMemoryGrain>($"default/{agent}");

    private static string NewName() => $"a-{Guid.NewGuid():N}"[..20];
}
