using System.Collections.Concurrent;

namespace Sanctum.Cluster.Reminders;

[Alias("test.IAlarmGrain")]
public interface IAlarmGrain : IGrainWithStringKey
{
    [Alias("Set")]
    Task Set(string name, TimeSpan dueTime, TimeSpan period);

    [Alias("Unset")]
    Task Unset(string name);

    [Alias("Names")]
    Task<List<string>> Names();

    [Alias("Deactivate")]
    Task Deactivate();
}

/// <summary>Counts its ticks where they outlive it; a reminder named <c>fails</c> fails each time.</summary>
[GrainType("test.alarm")]
public sealed class AlarmGrain : Grain, IAlarmGrain, IRemindable
{
    public const string Fails = "fails";

    private static readonly ConcurrentDictionary<string, int> Ticks = new();

    public static int TicksOf(string key, string name) => Ticks.GetValueOrDefault($"{key} {name}");

    public Task Set(string name, TimeSpan dueTime, TimeSpan period) => this.RegisterOrUpdateReminder(name, dueTime, period);

    public async Task Unset(string name)
    {
        if (await this.GetReminder(name) is { } reminder)
            await this.UnregisterReminder(reminder);
    }

    public async Task<List<string>> Names() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName).Order()];

    public Task Deactivate()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Ticks.AddOrUpdate($"{this.GetPrimaryKeyString()} {reminderName}", 1, (_, count) => count + 1);
        return reminderName == Fails ? throw new InvalidOperationException("A tick that fails, on purpose.") : Task.CompletedTask;
    }
}
