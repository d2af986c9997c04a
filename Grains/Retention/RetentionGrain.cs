using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Approvals;
using Sanctum.Audit;
using Sanctum.Budgets;
using Sanctum.Errors;
using Sanctum.Memory;
using Sanctum.Platforms.WebChat;
using Sanctum.Tools;

namespace Sanctum.Retention;

/// <summary>Removes a little at a time, so that whoever writes meanwhile hardly waits.</summary>
[GrainType("retention")]
internal sealed class RetentionGrain(
    AuditStore audit, ToolRunStore toolRuns, MemoryWalStore memory, SilentVisitors visitors, BudgetBooks budgets,
    ApprovalStore approvals, IOptionsMonitor<RetentionOptions> options, TimeProvider clock, ILogger<RetentionGrain> logger)
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
        var kept = options.CurrentValue;
        var requests = await Prune(limit => toolRuns.RemoveFinished(kept.ToolRequests, limit, CancellationToken.None));
        var entries = await Prune(limit => audit.RemoveOlder(kept.Audit, limit, CancellationToken.None));
        var changes = await Prune(limit => memory.RemoveReplicated(kept.MemoryWal, limit, CancellationToken.None));
        var silent = await Prune(limit => visitors.RemoveOlder(kept.SilentVisitors, limit, CancellationToken.None));
        var spent = await Prune(limit => budgets.RemoveOlder(
            clock.GetUtcNow() - kept.BudgetEntries, limit, CancellationToken.None));
        var answered = await Prune(limit => approvals.RemoveAnswered(kept.Approvals, limit, CancellationToken.None));
        var removed = requests + entries + changes + silent + spent + answered;
        if (removed > 0)
            RetentionLog.Pruned(logger, requests, entries, changes, silent, spent, answered);
        return removed;
    }

    private static async Task<int> Prune(Func<int, Task<int>> remove)
    {
        var removed = 0;
        for (var batch = 0; batch < MaxBatches; batch++)
        {
            var count = await remove(BatchSize);
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
    [LoggerMessage(
        1701, LogLevel.Information,
        "Removed expired rows: {Requests} tool runs, {Entries} audit entries, {Changes} memory changes, " +
        "{Visitors} silent visitors, {Spending} budget entries, {Approvals} approvals")]
    public static partial void Pruned(
        ILogger logger, int requests, int entries, int changes, int visitors, int spending, int approvals);

    [LoggerMessage(1702, LogLevel.Warning, "Expired rows could not be removed; retrying")]
    public static partial void NotPruned(ILogger logger, Exception exception);
}
