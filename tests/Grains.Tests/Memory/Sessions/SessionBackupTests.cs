using System.Text.Json;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Storage;

namespace Sanctum.Memory;

/// <summary>Backups of session memory, and their restoration.</summary>
[Collection(HostSuite.Name)]
public sealed class SessionBackupTests(SanctumHost host)
{
    private readonly string _session = $"s-{Guid.NewGuid():N}";

    private ISessionMemoryGrain Memory => host.Grains.GetGrain<ISessionMemoryGrain>($"default/{_session}");

    private ISessionMemoriesGrain Sessions => host.Grains.GetGrain<ISessionMemoriesGrain>("default/session-memories");

    [Fact]
    public async Task Restored_memory_is_exactly_what_was_backed_up()
    {
        await Memory.Save("a", """{"n":1.50}""", null, "user/ada");
        await Memory.Save("b", "2", TimeSpan.FromHours(1), "user/bob");
        var before = await All();
        var backup = await Memory.Backup(Guid.CreateVersion7(), "test");
        await Memory.Save("a", "3", null, "test");
        await Memory.Save("c", "4", null, "test");
        await Memory.Delete("b");
        var last = await Memory.Save("a", "5", null, "test");

        var restored = await Memory.Restore(backup.Id);

        Assert.Equal(before, await All());
        Assert.Equal(before, await Stored());
        Assert.True(restored.Version > last.Version);
        Assert.Equal((2, before[^1].Version), (backup.Keys, backup.Version));
    }

    [Fact]
    public async Task Backup_outlives_the_memory_of_its_session()
    {
        await Memory.Save("a", "1", null, "test");
        var before = await All();
        var backup = await Memory.Backup(Guid.CreateVersion7(), "test");
        await Memory.Clear();
        await Assert.ThrowsAsync<NotFoundException>(() => Memory.Backup(Guid.CreateVersion7(), "test"));

        await Memory.Restore(backup.Id);

        Assert.Equal(before, await All());
    }

    [Fact]
    public async Task Every_backup_is_of_one_moment_while_writers_write()
    {
        await Write(0);
        var backups = Enumerable.Range(0, 10).Select(_ => Memory.Backup(Guid.CreateVersion7(), "test"));
        var writes = Enumerable.Range(1, 30).Select(Write);

        // Both begin at the same time, a write before each backup and after it.
        var made = backups.Select((backup, i) => (backup, writes.Skip(3 * i).Take(3))).Select(
            async pair =>
            {
                var writing = pair.Item2.ToArray();
                var backup = await pair.backup;
                await Task.WhenAll(writing);
                return backup;
            }).ToArray();

        foreach (var backup in await Task.WhenAll(made))
        {
            await Memory.Restore(backup.Id);
            var values = await All();
            Assert.Equal(["a", "b"], values.Select(value => value.Key));
            Assert.Single(values.Select(value => (value.Value, value.Version)).Distinct());
        }
    }

    [Fact]
    public async Task Same_id_makes_one_backup_and_there_is_a_limit_of_them()
    {
        await Memory.Save("a", "1", null, "test");
        var id = Guid.CreateVersion7();
        var first = await Memory.Backup(id, "test");
        Assert.Equal(first, await Memory.Backup(id, "test"));
        for (var i = 1; i < new SessionMemoryOptions().MaxBackups; i++)
            await Memory.Backup(Guid.CreateVersion7(), "test");

        var refused = await Assert.ThrowsAsync<ConflictException>(() => Memory.Backup(Guid.CreateVersion7(), "test"));

        Assert.Contains("20", refused.Message, StringComparison.Ordinal);
        var page = await Sessions.ListBackups(_session, null, 15);
        var rest = await Sessions.ListBackups(_session, page.Next, 15);
        Assert.Equal((15, 5), (page.Items.Length, rest.Items.Length));
        Assert.Equal(id, rest.Items[^1].Id);
        Assert.NotNull(await Sessions.DeleteBackup(id));
        Assert.Null(await Sessions.DeleteBackup(id));
        await Memory.Backup(Guid.CreateVersion7(), "test");
    }

    [Fact]
    public async Task Backup_of_another_session_or_tenant_is_not_there()
    {
        await Memory.Save("a", "1", null, "test");
        var backup = await Memory.Backup(Guid.CreateVersion7(), "test");

        var other = host.Grains.GetGrain<ISessionMemoryGrain>($"other/{_session}");
        await Assert.ThrowsAsync<NotFoundException>(() => other.Restore(backup.Id));
        await Assert.ThrowsAsync<NotFoundException>(
            () => host.Grains.GetGrain<ISessionMemoryGrain>($"default/{_session}-2").Restore(backup.Id));
        var others = host.Grains.GetGrain<ISessionMemoriesGrain>("other/session-memories");
        Assert.Null(await others.FindBackup(backup.Id));
        Assert.Null(await others.DeleteBackup(backup.Id));
        Assert.Equal(backup, await Sessions.FindBackup(backup.Id));
    }

    private Task Write(int number) => Memory.Run(
        Guid.NewGuid(),
        [
            new SessionOperation(SessionOperationKind.Save, "a", JsonSerializer.Serialize(number)),
            new SessionOperation(SessionOperationKind.Save, "b", JsonSerializer.Serialize(number)),
        ],
        "test");

    private async Task<SessionValue[]> All() => [.. (await Memory.List(null, 200)).Items];

    // What the rows hold, without the activation.
    private async Task<SessionValue[]> Stored() =>
    [
        .. (await new SessionMemoryStore(null!, new Database(host.Rows)).Load(new GrainKey("default", _session), default))
            .Live(DateTimeOffset.UtcNow),
    ];
}
