using Sanctum.Testing;

namespace Sanctum.Cluster.Reminders;

[Collection(OneSiloSuite.Name)]
public sealed class ReminderTests(OneSilo silo)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly string _key = ProductCluster.NewKey();

    private IAlarmGrain Grain => silo.Cluster.Grain<IAlarmGrain>(_key);

    [Fact]
    public async Task Reminder_ticks_a_grain_that_is_not_in_memory()
    {
        await Grain.Set("wakes", Second, Second);
        await Grain.Deactivate();

        await Ticked("wakes", 2);
        await Grain.Unset("wakes");
    }

    [Fact]
    public async Task Failing_tick_does_not_end_the_reminder()
    {
        await Grain.Set(AlarmGrain.Fails, Soon, Second);

        await Ticked(AlarmGrain.Fails, 2);
        await Grain.Unset(AlarmGrain.Fails);
    }

    [Fact]
    public async Task Reminders_are_listed_until_they_are_ended()
    {
        await Grain.Set("a", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        await Grain.Set("b", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        Assert.Equal(["a", "b"], await Grain.Names());

        await Grain.Unset("a");

        Assert.Equal(["b"], await Grain.Names());
    }

    [Fact]
    public async Task Reminder_set_again_has_the_new_times()
    {
        await Grain.Set("moved", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        await Grain.Set("moved", Soon, Second);

        await Ticked("moved", 1);
        Assert.Equal(["moved"], await Grain.Names());
        await Grain.Unset("moved");
    }

    [Fact]
    public Task Period_below_the_minimum_is_refused() =>
        Assert.ThrowsAnyAsync<ArgumentException>(() => Grain.Set("hasty", Second, Soon));

    [Fact]
    public Task Negative_due_time_is_refused() =>
        Assert.ThrowsAnyAsync<ArgumentException>(() => Grain.Set("past", TimeSpan.FromSeconds(-5), Second));

    private Task Ticked(string name, int times) =>
        Eventually.True(() => Task.FromResult(AlarmGrain.TicksOf(_key, name) >= times));
}
