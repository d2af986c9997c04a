using Sanctum.Testing;

namespace Sanctum.Crash;

/// <summary>The promise of the platform, with real processes and a real database that are killed at random moments.</summary>
public sealed class CrashTests
{
    private const int Kills = 10;
    private const int Ends = 4;
    private const int DatabaseRestarts = 3;

    [Fact]
    public async Task Killing_the_process_ten_times_loses_and_repeats_nothing()
    {
        await using var server = await PostgresServer.StartOwn();
        var database = await server.CreateDatabase();
        await CrashLoad.CreateEffectTables(database);
        await using var victim = new Victim(database);
        var load = new CrashLoad(victim, database);
        await victim.Start();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        await load.CreateAgents(deadline.Token);

        var sending = load.SendAll(deadline.Token);
        for (var i = 0; i < Kills; i++)
        {
            await Task.Delay(Random.Shared.Next(150, 900));
            await CrashLoad.MeetWork(sending, victim);
            await victim.Kill();
            await victim.Start();
        }
        await sending;

        await load.AssertNothingLostOrRepeated();
        await load.AssertKillsMetWork();
    }

    [Fact]
    public async Task Ending_the_process_under_load_leaves_nothing_that_waits_for_a_lease_to_run_out()
    {
        await using var server = await PostgresServer.StartOwn();
        var database = await server.CreateDatabase();
        await CrashLoad.CreateEffectTables(database);
        // Longer than the test: what a process leaves leased is never offered again.
        await using var victim = new Victim(database, ("Sanctum__Queue__LeaseDuration", "00:10:00"));
        var load = new CrashLoad(victim, database);
        await victim.Start();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        await load.CreateAgents(deadline.Token);

        var sending = load.SendAll(deadline.Token);
        for (var i = 0; i < Ends; i++)
        {
            await Task.Delay(Random.Shared.Next(300, 1_200));
            Assert.Equal(0, await victim.Terminate());
            await load.AssertNothingIsLeased();
            await victim.Start();
        }
        await sending;

        await load.AssertNothingLostOrRepeated();
    }

    [Fact]
    public async Task Restarting_the_database_three_times_under_load_loses_and_repeats_nothing()
    {
        await using var server = await PostgresServer.StartOwn();
        var database = await server.CreateDatabase();
        await CrashLoad.CreateEffectTables(database);
        await using var victim = new Victim(database);
        var load = new CrashLoad(victim, database);
        await victim.Start();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        await load.CreateAgents(deadline.Token);

        var sending = load.SendAll(deadline.Token);
        for (var i = 0; i < DatabaseRestarts; i++)
        {
            await Task.Delay(Random.Shared.Next(500, 1_500));
            server.Crash();
        }
        await sending;

        await load.AssertNothingLostOrRepeated();
    }
}
