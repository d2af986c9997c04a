using Sanctum.Access;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>Versions of blocks: what is kept of each change, and ways back.</summary>
[Collection(HostSuite.Name)]
public sealed class BlockHistoryTests(SanctumHost host)
{
    private readonly string _agent = $"a-{Guid.NewGuid():N}"[..20];

    [Fact]
    public async Task Every_change_is_a_version_with_author_cause_text_and_diff()
    {
        await Memory.Provision([new MemoryBlock("notes", "Likes tea.", "What I know.", 100, 1, DateTimeOffset.UtcNow)]);
        await Memory.Edit(new MemoryEdit(
            "call-1", "notes", MemoryEditKind.Append, "Has a dog.", null, _agent,
            Cause: MemoryCause.ToolCall("talk", "call-1")));
        await Write("w", "Likes tea.\nHas two dogs.");
        await Write("same", "Likes tea.\nHas two dogs.");
        await Memory.Delete("d", "notes", "operator");

        var versions = (await Memory.ListVersions("notes", null, 50)).Items;

        Assert.Equal(
            [
                "4 Delete operator Request", "3 Write operator Request", $"2 Append agent/{_agent} Tool",
                "1 Create operator Definition",
            ],
            versions.Select(version => $"{version.Version} {version.Kind} {version.Author} {version.Cause.Kind}"));
        Assert.Equal(new MemoryCause(MemoryCauseKind.Tool, "talk", "call-1"), versions[2].Cause);
        Assert.All(versions, version => Assert.Null(version.Text ?? version.Diff));
        var third = await Memory.GetVersion("notes", 3);
        Assert.Equal("Likes tea.\nHas two dogs.", third.Text);
        Assert.Equal(
            "--- version 2\n+++ version 3\n@@ -1,2 +1,2 @@\n Likes tea.\n-Has a dog.\n+Has two dogs.\n", third.Diff);
        Assert.Equal(("What I know.", 100), (third.Description, third.Limit));
        Assert.Equal("", (await Memory.GetVersion("notes", 4)).Text);
        await Assert.ThrowsAsync<NotFoundException>(() => Memory.GetVersion("notes", 5));
        await Assert.ThrowsAsync<NotFoundException>(() => Memory.ListVersions("other", null, 50));
    }

    [Fact]
    public async Task Author_is_the_caller_that_signed_in()
    {
        new Principal("default", PrincipalKind.User, "bob", []).Act();
        await Write("1", "Likes tea.");
        Principal.Leave();

        Assert.Equal("user/bob", (await Memory.GetVersion("notes", 1)).Author);
    }

    [Fact]
    public async Task Versions_are_paged()
    {
        for (var i = 1; i <= 5; i++)
            await Write($"{i}", $"Text {i}.");

        var first = await Memory.ListVersions("notes", null, 2);
        var second = await Memory.ListVersions("notes", first.Next, 2);
        var third = await Memory.ListVersions("notes", second.Next, 2);

        Assert.Equal([5, 4, 3, 2, 1], first.Items.Concat(second.Items).Concat(third.Items).Select(version => version.Version));
        Assert.Null(third.Next);
        await Assert.ThrowsAsync<InvalidRequestException>(() => Memory.ListVersions("notes", null, 201));
    }

    [Fact]
    public async Task One_change_is_undone_and_later_ones_stay()
    {
        await Write("1", "Likes tea.");
        await Append("2", "Has a dog.");
        await Append("3", "Lives in Rome.");

        var undone = await Memory.Undo("u", "notes", 2, "operator");
        var again = await Memory.Undo("u", "notes", 2, "operator");

        Assert.Equal("Likes tea.\nLives in Rome.", undone.Value);
        Assert.Equal((4, 4), (undone.Version, again.Version));
        var version = (await Memory.ListVersions("notes", null, 50)).Items[0];
        Assert.Equal((4, BlockChangeKind.Undo), (version.Version, version.Kind));
        Assert.Equal(new MemoryCause(MemoryCauseKind.Undo, Version: 2), version.Cause);
        // The undo is a change itself.
        Assert.Equal("Likes tea.\nHas a dog.\nLives in Rome.", (await Memory.Undo("u2", "notes", 4, "operator")).Value);
    }

    [Fact]
    public async Task Undo_of_lines_that_were_changed_again_is_a_conflict_with_the_texts()
    {
        await Write("1", "Likes tea.");
        await Write("2", "Likes coffee.");
        await Write("3", "Likes milk.");

        var conflict = await Assert.ThrowsAsync<BlockConflictException>(() => Memory.Undo("u", "notes", 2, "operator"));

        Assert.Equal(
            (3, "Likes coffee.", "Likes milk.", "Likes tea."),
            (conflict.Version, conflict.BaseText, conflict.Present, conflict.Proposed));
        Assert.Equal("Likes milk.", (await Memory.Find("notes"))!.Value);
    }

    [Fact]
    public async Task Undo_takes_back_description_and_limit_too()
    {
        await Memory.Edit(new MemoryEdit("1", "notes", MemoryEditKind.Write, "Tea.", null, "operator", "Old.", 100));
        await Memory.Edit(new MemoryEdit("2", "notes", MemoryEditKind.Write, "Tea.", null, "operator", "New.", 50));

        var undone = await Memory.Undo("u", "notes", 2, "operator");

        Assert.Equal(("Old.", 100, 3), (undone.Description, undone.Limit, undone.Version));
    }

    [Fact]
    public async Task Any_version_is_restored_also_after_a_deletion_and_numbers_count_on()
    {
        await Memory.Edit(new MemoryEdit("1", "notes", MemoryEditKind.Write, "Tea.", null, "operator", "What for.", 100));
        await Write("2", "Coffee.");
        Assert.Equal("Tea.", (await Memory.Restore("r", "notes", 1, "operator")).Value);
        await Memory.Delete("d", "notes", "operator");

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Memory.Restore("r4", "notes", 4, "operator"));
        var restored = await Memory.Restore("r2", "notes", 2, "operator");
        var again = await Memory.Restore("r2", "notes", 2, "operator");

        Assert.Equal("version", Assert.Single(refused.Errors).Field);
        Assert.Equal(("Coffee.", "What for.", 100, 5), (restored.Value, restored.Description, restored.Limit, restored.Version));
        Assert.Equal(5, again.Version);
        await Memory.Delete("d2", "notes", "operator");
        Assert.Equal("Coffee.", (await Memory.Undo("u", "notes", 6, "operator")).Value);
        Assert.Equal(
            [7, 6, 5, 4, 3, 2, 1],
            (await Memory.ListVersions("notes", null, 50)).Items.Select(version => version.Version));
        await Memory.Delete("d3", "notes", "operator");
        await Assert.ThrowsAsync<NotFoundException>(() => Memory.Undo("u3", "notes", 2, "operator"));
        Assert.Equal(9, (await Memory.Attach("notes", "")).Version);
    }

    [Fact]
    public async Task Changes_of_different_lines_by_two_writers_are_merged()
    {
        await Write("1", "Tea.\nDog.\nRome.");
        await Write("2", "Coffee.\nDog.\nRome.", baseVersion: 1);

        var merged = await Write("3", "Tea.\nDog.\nParis.", baseVersion: 1);

        Assert.Equal(("Coffee.\nDog.\nParis.", 3), (merged.Value, merged.Version));
        Assert.Equal("Coffee.\nDog.\nParis.\nCat.", (await Memory.Edit(new MemoryEdit(
            "4", "notes", MemoryEditKind.Append, "Cat.", null, "operator", BaseVersion: 1))).Value);
        Assert.Equal("Coffee.\nWolf.\nParis.\nCat.", (await Memory.Edit(new MemoryEdit(
            "5", "notes", MemoryEditKind.Replace, "Wolf.", "Dog.", "operator", BaseVersion: 1))).Value);
    }

    [Fact]
    public async Task Changes_of_the_same_lines_are_refused_with_both_texts()
    {
        await Write("1", "Tea.\nDog.");
        await Write("2", "Coffee.\nDog.");

        var conflict = await Assert.ThrowsAsync<BlockConflictException>(() => Write("3", "Milk.\nDog.", baseVersion: 1));

        Assert.Equal(
            (2, "Tea.\nDog.", "Coffee.\nDog.", "Milk.\nDog."),
            (conflict.Version, conflict.BaseText, conflict.Present, conflict.Proposed));
        await Assert.ThrowsAsync<BlockConflictException>(() => Write("4", "Milk.", baseVersion: 0));
        Assert.Equal("version", Assert.Single(
            (await Assert.ThrowsAsync<InvalidRequestException>(() => Write("5", "Milk.", baseVersion: 7))).Errors).Field);
        await Memory.Delete("d", "notes", "operator");
        Assert.Equal(0, (await Assert.ThrowsAsync<BlockConflictException>(() => Write("6", "Milk.", baseVersion: 2))).Version);
        Assert.Equal("Milk.", (await Write("7", "Milk.", baseVersion: 0)).Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Milk.")]
    public async Task Version_0_demands_that_there_is_no_block(string present)
    {
        await Write("1", present);

        foreach (var kind in (MemoryEditKind[])[MemoryEditKind.Write, MemoryEditKind.Append, MemoryEditKind.Replace])
        {
            var conflict = await Assert.ThrowsAsync<BlockConflictException>(() => Memory.Edit(new MemoryEdit(
                $"{kind}", "notes", kind, "Milk.", "Milk.", "operator", BaseVersion: 0)));
            Assert.Equal((1, "", present, "Milk."), (conflict.Version, conflict.BaseText, conflict.Present, conflict.Proposed));
        }
    }

    [Fact]
    public async Task Description_and_limit_that_changed_since_are_not_overwritten()
    {
        await Memory.Edit(new MemoryEdit("1", "notes", MemoryEditKind.Write, "Tea.", null, "operator", "Drinks", 100));
        await Memory.Edit(new MemoryEdit("2", "notes", MemoryEditKind.Write, "Tea.", null, "operator", "Hot drinks", 200));

        foreach (var kind in (MemoryEditKind[])[MemoryEditKind.Write, MemoryEditKind.Append])
        {
            var edit = new MemoryEdit($"{kind}", "notes", kind, "Milk.", null, "operator", BaseVersion: 1);
            await Assert.ThrowsAsync<BlockConflictException>(() => Memory.Edit(edit with { Description = "Cold drinks" }));
            await Assert.ThrowsAsync<BlockConflictException>(() => Memory.Edit(edit with { Limit = 300 }));
        }

        var merged = await Memory.Edit(new MemoryEdit(
            "3", "notes", MemoryEditKind.Append, "Milk.", null, "operator", "Hot drinks", BaseVersion: 1));
        Assert.Equal(("Tea.\nMilk.", "Hot drinks", 200), (merged.Value, merged.Description, merged.Limit));
    }

    [Fact]
    public async Task Entries_of_earlier_builds_are_versions()
    {
        await Write("1", "Tea.");
        await host.Execute(
            $"""
            insert into memory_entry (tenant, agent, edit_id, label, kind, actor, before, after, version)
            values ('default', '{_agent}', 'call-7', 'notes', 'append', '{_agent}', 'Tea.', 'Tea.\nDog.', 2);
            update memory_block set value = 'Tea.\nDog.', version = 2 where agent = '{_agent}'
            """);

        var version = await Memory.GetVersion("notes", 2);

        Assert.Equal(($"agent/{_agent}", BlockChangeKind.Append, "call-7"), (version.Author, version.Kind, version.Cause.CallId));
        Assert.Equal("Tea.", (await Memory.Undo("u", "notes", 2, "operator")).Value);
    }

    private IMemoryGrain Memory => host.Grains.GetGrain<IMemoryGrain>($"default/{_agent}");

    private Task<MemoryBlock> Write(string id, string text, int? baseVersion = null) =>
        Memory.Edit(new MemoryEdit(id, "notes", MemoryEditKind.Write, text, null, "operator", BaseVersion: baseVersion));

    private Task<MemoryBlock> Append(string id, string text) =>
        Memory.Edit(new MemoryEdit(id, "notes", MemoryEditKind.Append, text, null, "operator"));
}
