using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;
using Sanctum.Conformance.Storage;
using Sanctum.Runtime.Hosting;
using Sanctum.Testing;

namespace Sanctum.Conformance.Reminders.Embedded;

public sealed class PostgresReminderTests : IAsyncLifetime
{
    // Silo configurators are made by the cluster, so what they need can only reach them this way.
    private static readonly AsyncLocal<NpgsqlDataSource> Configured = new();
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly string _key = Cluster.NewKey();
    private NpgsqlDataSource _database = null!;

    public async Task InitializeAsync() => _database = NpgsqlDataSource.Create(await (await PostgresServer.Shared).CreateDatabase());

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Reminder_is_a_row_and_ticks_on_after_a_restart()
    {
        await Sql(GrainTables.Text);
        await using (var before = await StartCluster())
            await before.GrainFactory.GetGrain<IAlarmGrain>(_key).Set("daily", Hour, Second);
        Assert.Equal($"default|alarm/{_key}|daily|1000", await Sql("select concat_ws('|', service_id, grain_id, reminder_name, period_ms) from grain_reminder"));
        await Sql("update grain_reminder set start_time = now()");

        await using var after = await StartCluster();

        await Eventually.True(() => Task.FromResult(AlarmGrain.TicksOf(_key, "daily") > 0));
        await after.GrainFactory.GetGrain<IAlarmGrain>(_key).Unset("daily");
        Assert.Equal(0L, await Sql("select count(*) from grain_reminder"));
    }

    [Fact]
    public async Task Reminders_tick_once_the_table_can_be_read_and_a_foreign_row_keeps_none_back()
    {
        await using var cluster = await StartCluster();

        // In one transaction: the table's first reader must not come between the two.
        await Sql($"{GrainTables.Text}; insert into grain_reminder values ('default', 'nobody', 'odd', now(), 1000, 0, 0), ('default', 'alarm/{_key}', 'late', now(), 1000, 0, 0)");

        await Eventually.True(() => Task.FromResult(AlarmGrain.TicksOf(_key, "late") > 0));
    }

    private async Task<TestCluster> StartCluster()
    {
        Configured.Value = _database;
        var cluster = new TestClusterBuilder().AddSiloBuilderConfigurator<Silo>().Build();
        await cluster.DeployAsync();
        return cluster;
    }

    private async Task<object?> Sql(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.Services.AddSingleton(Configured.Value!);
            siloBuilder.UsePostgresReminders();
            siloBuilder.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = Second);
        }
    }
}
