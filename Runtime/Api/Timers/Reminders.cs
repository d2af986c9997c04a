using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Sanctum.Runtime.Reminders;

namespace Orleans
{
    /// <summary>A grain that reminders can wake.</summary>
    public interface IRemindable : IGrain
    {
        /// <summary>A reminder of the grain is due.</summary>
        Task ReceiveReminder(string reminderName, TickStatus status);
    }
}

namespace Orleans.Runtime
{
    /// <summary>A reminder.</summary>
    public interface IGrainReminder
    {
        /// <summary>Its name, unique for the grain.</summary>
        string ReminderName { get; }
    }

    /// <summary>Which tick this is.</summary>
    /// <param name="firstTickTime">When the first tick was due, UTC.</param>
    /// <param name="period">Time between ticks.</param>
    /// <param name="timeStamp">When this tick was sent, UTC.</param>
    [GenerateSerializer, Immutable]
    public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
    {
        /// <summary>When the first tick was due, UTC.</summary>
        [Id(0)]
        public DateTime FirstTickTime { get; } = firstTickTime;

        /// <summary>Time between ticks.</summary>
        [Id(1)]
        public TimeSpan Period { get; } = period;

        /// <summary>When this tick was sent, UTC.</summary>
        [Id(2)]
        public DateTime CurrentTickTime { get; } = timeStamp;
    }
}

namespace Orleans
{
    /// <summary>Reminders of a grain: timers that are rows, so they survive it and its process.</summary>
    public static class GrainReminderExtensions
    {
        /// <summary>Adds a reminder, or gives one of this name new times.</summary>
        /// <exception cref="ArgumentException">The period is below the least one, or the grain is not <see cref="IRemindable"/>.</exception>
        public static Task<IGrainReminder> RegisterOrUpdateReminder(this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
            grain is IRemindable
                ? Service(grain).Register(grain.GrainContext.GrainId, reminderName, dueTime, period)
                : throw new ArgumentException($"{grain.GetType()} does not implement IRemindable.", nameof(grain));

        /// <summary>Ends a reminder.</summary>
        public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder) =>
            Service(grain).Unregister(grain.GrainContext.GrainId, reminder.ReminderName);

        /// <summary>The reminder of this name, or null.</summary>
        public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName) =>
            Service(grain).Find(grain.GrainContext.GrainId, reminderName);

        /// <summary>All reminders of the grain.</summary>
        public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain) => Service(grain).List(grain.GrainContext.GrainId);

        private static ReminderService Service(IGrainBase grain) => grain.GrainContext.ActivationServices.GetRequiredService<ReminderService>();
    }
}
