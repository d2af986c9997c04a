using System.Globalization;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Hosting;

namespace Sanctum.Retention;

/// <summary>Removes a little at a time, so that whoever writes meanwhile hardly waits.</summary>
[GrainType("retention")]
internal sealed class RetentionGrain(IEnumerable<IExpiringRows> kinds, ILogger<RetentionGrain> logger)
    : Grain, IRetentionGrain, IRemindable
{
    private const string ReminderName = "retention";
    private const int BatchSize = 1_000;
    private const int MaxBatches = 100;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public Task Start() => this.RegisterOrUpdateReminder(ReminderName, Period, Period);

    public Task ReceiveReminder(string reminderName, TickStatus status) =>
        BestEffort.Try(Prune, failure => RetentionLog.NotPruned(logger, failure));

    public async Task<int> Prune()
    {
        var removed = 0;
        var names = new List<string>();
        foreach (var kind in kinds)
        {
            var count = await Prune(kind);
            removed += count;
            if (count > 0)
                names.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {kind.Name}"));
        }
        if (removed > 0)
            RetentionLog.Pruned(logger, string.Join(", ", names));
        return removed;
    }

    private static async Task<int> Prune(IExpiringRows kind)
    {
        var removed = 0;
        for (var batch = 0; batch < MaxBatches; batch++)
        {
            var count = await kind.RemoveExpired(BatchSize, CancellationToken.None);
            removed += count;
            if (count < BatchSize)
                break;
            await Task.Delay(Pause);
        }
        return removed;
    }
}

internal static partial class RetentionLog
{
    [LoggerMessage(1701, LogLevel.Information, "Removed expired rows: {Rows}")]
    public static partial void Pruned(ILogger logger, string rows);

    [LoggerMessage(1702, LogLevel.Warning, "Expired rows could not be removed; retrying")]
    public static partial void NotPruned(ILogger logger, Exception exception);
}
