using Orleans.Runtime;

namespace Sanctum.Runtime.Reminders;

/// <summary>A reminder as it is kept.</summary>
/// <param name="Grain">Whose it is.</param>
/// <param name="ReminderName">Its name.</param>
/// <param name="StartAt">When its first tick is due, UTC.</param>
/// <param name="Period">Time between ticks.</param>
internal sealed record ReminderRow(GrainId Grain, string ReminderName, DateTime StartAt, TimeSpan Period) : IGrainReminder
{
    /// <summary>When the next tick is due after <paramref name="now"/>.</summary>
    public DateTime NextTick(DateTime now)
    {
        if (now < StartAt)
            return StartAt;
        var passed = (now - StartAt).Ticks / Period.Ticks;
        return StartAt + TimeSpan.FromTicks((passed + 1) * Period.Ticks);
    }
}
