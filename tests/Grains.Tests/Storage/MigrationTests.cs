using Npgsql;
using Sanctum.Testing;

namespace Sanctum.Storage;

public sealed class MigrationTests
{
    [Fact]
    public async Task Migrations_are_applied_once_and_in_order()
    {
        await using var process = await StorageProcess.Create();

        var first = await process.Migrator.Upgrade(CancellationToken.None);
        var second = await process.Migrator.Upgrade(CancellationToken.None);

        Assert.Equal("0001_grain_state.sql", first[0]);
        Assert.Equal(first.Order(StringComparer.Ordinal), first);
        Assert.Empty(second);
    }

    [Fact]
    public void Each_migration_has_its_own_number() =>
        Assert.Equal(Migration.All.Count, Migration.All.Select(migration => migration.Name.Split('_')[0]).Distinct().Count());

    [Fact]
    public async Task Processes_that_start_together_apply_each_migration_once()
    {
        await using var process = await StorageProcess.Create();

        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => process.Migrator.Upgrade(CancellationToken.None)));

        var applied = runs.SelectMany(names => names).ToList();
        Assert.Equal(applied.Distinct().Count(), applied.Count);
        Assert.Equal(applied.Count, await process.Ask("select count(*) from schema_migration"));
    }

    [Fact]
    public async Task A_migration_that_changed_after_it_was_applied_is_refused_by_name()
    {
        await using var process = await StorageProcess.Create();
        await process.Migrator.Upgrade(CancellationToken.None);
        await process.Execute("update schema_migration set checksum = 'other' where name = '0001_grain_state.sql'");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => process.Migrator.Upgrade(CancellationToken.None));

        Assert.Contains("0001_grain_state.sql", refusal.Message, StringComparison.Ordinal);
        await process.Readiness.StartAsync(CancellationToken.None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => process.Readiness.Migrated);
        Assert.Contains("0001_grain_state.sql", await process.Readiness.Check(CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_while_migrations_wait_for_another_process_is_no_failure()
    {
        await using var process = await StorageProcess.Create();
        await using var other = await process.Connect();
        await using var takeLock = new NpgsqlCommand($"select pg_advisory_lock({Migrator.LockKey})", other);
        await takeLock.ExecuteNonQueryAsync();
        await process.Readiness.StartAsync(CancellationToken.None);
        await Eventually.Get(() => process.Ask("select count(*) from pg_stat_activity where datname = current_database() " +
            "and wait_event = 'advisory'"), waiting => waiting == 1);

        await process.Readiness.StopAsync(CancellationToken.None);

        Assert.True(process.Readiness.ExecuteTask!.IsCompletedSuccessfully);
        Assert.Contains("is not migrated yet", await process.Readiness.Check(CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_may_create_nothing_can_use_a_database_that_was_migrated_before()
    {
        await using var process = await StorageProcess.Create();
        await process.Migrator.Upgrade(CancellationToken.None);
        var role = $"r{Guid.NewGuid():N}";
        await process.Execute($"create role {role} login; grant select on all tables in schema public to {role}");
        await using var database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(process.ConnectionString) { Username = role });

        Assert.Empty(await new Migrator(database).Upgrade(CancellationToken.None));
    }

    [Fact]
    public async Task A_migration_that_comes_after_ones_with_higher_numbers_is_applied_all_the_same()
    {
        // Its tables are its own: no later migration builds on them.
        const string Late = "0151_memory_replica.sql";
        await using var process = await StorageProcess.Create();
        await process.Execute(
            "create table schema_migration (name text primary key, checksum text not null, applied_at timestamptz not null " +
            "default now())");
        foreach (var migration in Migration.All.Where(migration => migration.Name != Late))
        {
            await process.Execute(migration.Sql);
            await process.Execute(
                $"insert into schema_migration (name, checksum) values ('{migration.Name}', '{migration.Checksum}')");
        }

        Assert.Equal([Late], await process.Migrator.Upgrade(CancellationToken.None));
        Assert.Empty(await process.Migrator.Upgrade(CancellationToken.None));
        Assert.Equal(0, await process.Ask("select count(*) from memory_replica"));
    }

    [Fact]
    public async Task A_database_that_is_newer_than_the_program_is_told_at_start()
    {
        await using var process = await StorageProcess.Create();
        await process.Migrator.Upgrade(CancellationToken.None);
        await process.Execute(
            "insert into schema_migration (name, checksum) values ('9998_next_year.sql', 'x'), ('9999_in_two_years.sql', 'y')");
        await using var source = NpgsqlDataSource.Create(process.ConnectionString);
        var log = new LogLines();
        using var readiness = new DatabaseReadiness(source, process.Migrator, log.For<DatabaseReadiness>());

        await readiness.StartAsync(CancellationToken.None);
        await readiness.Migrated;

        Assert.Contains(
            "2 migrations that this program lacks, the latest 9999_in_two_years.sql", Assert.Single(log.Lines).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_table_says_what_it_is_for()
    {
        await using var process = await StorageProcess.Create();
        await process.Migrator.Upgrade(CancellationToken.None);

        var silent = await process.Reads.QueryAsync(
            new SqlStatement(
                """
                select relname::text from pg_class c
                where relkind = 'r' and relnamespace = 'public'::regnamespace and relname not in ('note', 'schema_migration')
                  and obj_description(c.oid, 'pg_class') is null
                """),
            row => row.GetString(0));

        Assert.Empty(silent);
    }
}
