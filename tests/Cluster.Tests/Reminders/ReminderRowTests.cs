using Sanctum.Testing;

namespace Sanctum.Cluster.Reminders;

/// <summary>What Orleans' AdoNet reminders and our SQL promise each other.</summary>
public sealed class ReminderRowTests : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly string _key = ProductCluster.NewKey();
    private string _database = "";

    public async Task InitializeAsync() => _database = await (await PostgresServer.Shared).CreateDatabase();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Reminder_is_a_row_and_ticks_after_a_restart()
    {
        await using (var before = await ProductCluster.Start(1, _database))
        {
            await before.Grain<IAlarmGrain>(_key).Set("daily", Hour, Second);
            Assert.Equal(
                $"default|test.alarm/{_key}|daily|1000",
                await before.Sql(
                    $"""
                    select concat_ws('|', service_id, grain_id, reminder_name, period_ms)
                    from grain_reminder where grain_id like '%/{_key}'
                    """));
            await before.Sql($"update grain_reminder set start_time = now() where grain_id like '%/{_key}'");
        }

        await using var after = await ProductCluster.Start(1, _database);

        await Eventually.True(() => Task.FromResult(AlarmGrain.TicksOf(_key, "daily") > 0));
        await after.Grain<IAlarmGrain>(_key).Unset("daily");
        Assert.Equal(0L, await after.Sql($"select count(*) from grain_reminder where grain_id like '%/{_key}'"));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("test.unknown/key")]
    public async Task Row_that_belongs_to_no_grain_keeps_no_reminder_back(string owner)
    {
        await using (var before = await ProductCluster.Start(1, _database))
        {
            await before.Grain<IAlarmGrain>(_key).Set("late", Hour, Second);
            await before.Sql(
                $"""
                 update grain_reminder set start_time = now() where grain_id like '%/{_key}';
                 insert into grain_reminder values ('default', '{owner}', 'odd', now(), 1000, 0, 0)
                 """);
        }

        await using var after = await ProductCluster.Start(1, _database);

        await Eventually.True(() => Task.FromResult(AlarmGrain.TicksOf(_key, "late") > 0));
    }
}
