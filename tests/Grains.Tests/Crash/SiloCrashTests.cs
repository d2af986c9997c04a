using Sanctum.Testing;

namespace Sanctum.Crash;

/// <summary>A cluster of two silos of which one dies again and again, while the other one takes the messages.</summary>
public sealed class SiloCrashTests
{
    private const int Kills = 3;

    // Half of the agents live on the silo that dies: with turns this long some of theirs are always under way.
    private static readonly (string Name, string Value) SlowModel = ("CrashTest__MaxModelDelay", "400");

    [Fact]
    public async Task Killing_one_of_two_silos_loses_and_repeats_nothing()
    {
        await using var server = await PostgresServer.StartOwn();
        var database = await server.CreateDatabase();
        await CrashLoad.CreateEffectTables(database);
        await using var stays = new Victim(database, SlowModel);
        await using var dies = new Victim(database, SlowModel);
        var load = new CrashLoad(stays, database);
        await stays.Start();
        await dies.Start();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await load.CreateAgents(deadline.Token);

        var sending = load.SendAll(deadline.Token);
        for (var i = 0; i < Kills; i++)
        {
            await Task.Delay(Random.Shared.Next(500, 1_500));
            await CrashLoad.MeetWork(sending, dies);
            await dies.Kill();
            await dies.Start();
        }
        await dies.Kill();
        await sending;

        await load.AssertNothingLostOrRepeated();
        await load.AssertKillsMetWork();
    }

    [Fact]
    public async Task Work_of_a_killed_silo_is_taken_up_once_it_is_declared_dead_and_not_when_its_leases_run_out()
    {
        await using var server = await PostgresServer.StartOwn();
        var database = await server.CreateDatabase();
        await CrashLoad.CreateEffectTables(database);
        // Longer than the test: what waits for a lease to run out is never offered again.
        await using var stays = new Victim(database, ("Sanctum__Queue__LeaseDuration", "00:10:00"), SlowModel);
        await using var dies = new Victim(database, ("Sanctum__Queue__LeaseDuration", "00:10:00"), SlowModel);
        var load = new CrashLoad(stays, database);
        await stays.Start();
        await dies.Start();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await load.CreateAgents(deadline.Token);

        var sending = load.SendAll(deadline.Token);
        for (var i = 0; i < Kills; i++)
        {
            await Task.Delay(Random.Shared.Next(300, 1_000));
            await CrashLoad.MeetWork(sending, dies);
            await dies.Kill();
            await dies.Start();
        }
        await dies.Kill();
        await sending;

        await load.AssertNothingLostOrRepeated();
        await load.AssertKillsMetWork();
    }
}
