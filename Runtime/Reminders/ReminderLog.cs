using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Sanctum.Runtime.Reminders;

internal static partial class ReminderLog
{
    [LoggerMessage(301, LogLevel.Warning, "The reminders could not be read; trying again in {Pause}")]
    public static partial void TableUnreadable(ILogger logger, Exception exception, TimeSpan pause);

    [LoggerMessage(302, LogLevel.Error, "Reminder {Reminder} of {Grain} failed; it ticks again at its time")]
    public static partial void TickFailed(ILogger logger, Exception exception, string reminder, GrainId grain);
}
