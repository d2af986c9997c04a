using Microsoft.Extensions.Options;
using Npgsql;
using Sanctum.Secrets;
using Sanctum.Storage;
using Sanctum.Testing;

namespace Sanctum.Installations;

public sealed class InstallationGuardTests : IAsyncLifetime
{
    private readonly string _first = NewKey();
    private readonly string _second = NewKey();
    private NpgsqlDataSource _database = null!;

    public async Task InitializeAsync() =>
        _database = NpgsqlDataSource.Create(await (await PostgresServer.Shared).CreateDatabase());

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task First_process_decides_and_those_that_agree_come_in()
    {
        await Enter(_first);

        Assert.Empty(await Enter(_first));
    }

    [Fact]
    public async Task Another_key_is_refused_without_a_migration()
    {
        await Enter(_first);
        await Execute("delete from schema_migration where name = '0160_tally_revision.sql'");

        await Assert.ThrowsAsync<IncompatibleProcessException>(() => Enter(_second));

        Assert.Equal(0L, await Execute("select count(*) from schema_migration where name = '0160_tally_revision.sql'"));
    }

    [Fact]
    public async Task Key_is_exchanged_by_a_process_that_has_the_old_one_too()
    {
        await Enter(_first);

        await Enter(_second, _first);

        await Enter(_second);
        await Assert.ThrowsAsync<IncompatibleProcessException>(() => Enter(_first));
    }

    [Fact]
    public async Task Key_file_is_not_made_where_the_installation_has_a_key()
    {
        await Enter(_first);
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.key");

        var refusal = await Assert.ThrowsAsync<IncompatibleProcessException>(() => Enter(new SecretsOptions { KeyFile = file }));

        Assert.Contains("Sanctum:Secrets:KeyFile", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Of_processes_with_different_keys_that_start_together_one_comes_in()
    {
        var entries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Try(() => Enter(NewKey()))));

        Assert.Equal(1, entries.Count(entered => entered));
    }

    [Fact]
    public async Task Key_check_says_nothing_about_the_key()
    {
        await Enter(_first);

        var row = (string)(await Execute("select installation::text from installation"))!;

        Assert.DoesNotContain(_first, row, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(Convert.FromBase64String(_first)), row, StringComparison.Ordinal);
        Assert.DoesNotContain(SecretKey.Parse(_first).Id, row, StringComparison.Ordinal);
    }

    private static string NewKey() => Convert.ToBase64String(SecretKey.Generate().Bytes);

    private Task<IReadOnlyList<string>> Enter(string key, params string[] previous) =>
        Enter(new SecretsOptions { Key = key, PreviousKeys = previous });

    private Task<IReadOnlyList<string>> Enter(SecretsOptions secrets)
    {
        var guard = new InstallationGuard(
            new InstallationIdentity("default", "default"), new SecretKeyRing(Options.Create(secrets)));
        return new Migrator(_database, guard).Upgrade(CancellationToken.None);
    }

    private static async Task<bool> Try(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (IncompatibleProcessException)
        {
            return false;
        }
    }

    private async Task<object?> Execute(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
