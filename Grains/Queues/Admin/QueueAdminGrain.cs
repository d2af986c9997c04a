using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Placement;
using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>
/// What an operator does with an agent's queue. It changes rows, each under the state that it expects, and then has the queue
/// read them; it holds nothing itself.
/// </summary>
[AgentPlacement, GrainType("queuecare")]
internal sealed class QueueAdminGrain(
    QueueModeStore modes,
    QueueAdminStore admin,
    QueueCounters figures,
    QueueStore store,
    QueueRepair repair,
    ItemNotes notes,
    IOptionsMonitor<QueueHealthOptions> health,
    TimeProvider clock,
    ILogger<QueueAdminGrain> logger) : Grain, IQueueAdminGrain
{
    private const int MaxPerStatement = 1_000;
    private const int RecentFailures = 10;
    private static readonly QueueNarrowing Unnarrowed = new(From: null, IsDryRun: false);
    private static readonly TimeSpan[] Windows = [TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)];

    private GrainKey _key;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = this.Key();
        return Task.CompletedTask;
    }

    public async Task<QueueModeState> Pause(string reason) =>
        await Enter((await modes.Pause(_key, reason, CancellationToken.None))!);

    public async Task<QueueModeState> Drain(string reason) =>
        await Enter((await modes.Drain(_key, reason, CancellationToken.None))!);

    public async Task<QueueModeState> Resume()
    {
        await modes.Resume(_key, CancellationToken.None);
        return await Enter(QueueModeState.Running);
    }

    public Task<long> Purge(QueuePurge purge) => PurgeSome(purge, Unnarrowed);

    public async Task<long> PurgeSome(QueuePurge purge, QueueNarrowing narrowing)
    {
        QueueSelectionRules.Check(purge, narrowing);
        var purged = 0L;
        foreach (var status in purge.Statuses.Distinct())
        {
            var left = (purge.Which.Limit ?? QueueSelection.MaxItems) - purged;
            Task<int> End(int most) =>
                admin.Purge(_key, status, purge.Which, narrowing.From, most, StopReasons.Purged, CancellationToken.None);
            purged += narrowing.IsDryRun
                ? await admin.Count(_key, status, purge.Which, narrowing.From, (int)left, CancellationToken.None)
                : await InBatches(left, End);
        }
        if (narrowing.IsDryRun)
            return purged;
        QueueLog.Purged(logger, _key, purged, string.Join(", ", purge.Statuses));
        return await Reread(purged);
    }

    public Task<long> Replay(QueueSelection which) => ReplaySome(which, Unnarrowed);

    public async Task<long> ReplaySome(QueueSelection which, QueueNarrowing narrowing)
    {
        QueueSelectionRules.Check(which);
        QueueSelectionRules.CheckAuthor(narrowing.From);
        var limit = which.Limit ?? QueueSelection.MaxItems;
        if (narrowing.IsDryRun)
            return await admin.Count(_key, QueueItemStatus.Error, which, narrowing.From, limit, CancellationToken.None);
        var replayed = await InBatches(limit, most => admin.Replay(_key, which, narrowing.From, most, CancellationToken.None));
        QueueLog.Replayed(logger, _key, replayed);
        return await Reread(replayed);
    }

    public async Task<QueuePage> ListFrom(string from, QueueItemStatus? status, Guid? after, int limit)
    {
        PageLimit.Check(limit);
        QueueSelectionRules.CheckAuthor(from);
        QueueSelectionRules.CheckFoundByAuthor(status);
        var statuses = status is { } one ? [one] : QueueSelectionRules.FoundByAuthor;
        return QueuePage.Of(await store.ListFrom(_key, from, statuses, after, limit, CancellationToken.None), limit);
    }

    public Task<ImmutableArray<QueueAuthor>> CountAuthors(int limit)
    {
        PageLimit.Check(limit);
        return store.CountAuthors(_key, limit, CancellationToken.None);
    }

    public async Task<QueueRepairReport> Repair(Guid? after, bool isDryRun)
    {
        var report = await repair.Run(_key, after, isDryRun);
        if (isDryRun || report.Repaired + report.Moved == 0)
            return report;
        QueueLog.Repaired(logger, _key, report.Scanned, report.Repaired, report.Moved);
        await Queue.Refresh();
        return report;
    }

    public Task<string> Annotate(string callId, string note) => notes.Add(_key, callId, note, CancellationToken.None);

    public async Task<QueueItem> Find(Guid itemId) =>
        await store.Find(_key, itemId, CancellationToken.None) ?? throw new NotFoundException("queue item", itemId.ToString());

    public async Task<QueueHealth> GetHealth() =>
        QueueHealthRules.Judge(
            await figures.Count(_key, health.CurrentValue, CancellationToken.None), health.CurrentValue, clock.GetUtcNow());

    public Task<ImmutableArray<QueueFailure>> GetRecentFailures() =>
        store.RecentFailures(_key, RecentFailures, CancellationToken.None);

    public async Task<QueueStatistics> GetStatistics()
    {
        var judged = await GetHealth();
        var groups = await figures.Group(_key, CancellationToken.None);
        var open = judged.Counts.New + judged.Counts.Processing;
        var windows = new List<QueueWindow>();
        foreach (var length in Windows)
            windows.Add((await figures.CountWindow(_key, length, CancellationToken.None)).Describe(open));
        return new QueueStatistics(
            judged,
            [.. groups.GroupBy(group => (group.Platform, group.Priority, group.Status))
                .OrderBy(group => group.Key.Platform, StringComparer.Ordinal).ThenByDescending(group => group.Key.Priority)
                    .ThenBy(group => group.Key.Status)
                .Select(group => new QueueGroup(
                    group.Key.Platform, group.Key.Priority, group.Key.Status, group.Sum(one => one.Items)))],
            [.. groups.Where(group => group.Status == QueueItemStatus.Error).GroupBy(group => group.Class ?? ErrorClass.Queue)
                .OrderBy(group => group.Key).Select(group => new QueueErrorCount(group.Key, group.Sum(one => one.Items)))],
            [.. groups.GroupBy(group => group.Attempts).OrderBy(group => group.Key)
                .Select(group => new QueueAttemptCount(group.Key, group.Sum(one => one.Items)))],
            [.. windows],
            await GetRecentFailures());
    }

    private IQueueGrain Queue => GrainFactory.Queue(_key);

    private async Task<QueueModeState> Enter(QueueModeState mode)
    {
        await Queue.Refresh();
        QueueLog.ModeChanged(logger, _key, mode.Mode, mode.Reason);
        return mode;
    }

    private async Task<long> Reread(long changed)
    {
        if (changed > 0)
            await Queue.Refresh();
        return changed;
    }

    // A statement holds up the group that it commits with, so none of them is long.
    private static async Task<long> InBatches(long limit, Func<int, Task<int>> change)
    {
        var sum = 0L;
        while (sum < limit)
        {
            var asked = (int)Math.Min(MaxPerStatement, limit - sum);
            var changed = await change(asked);
            sum += changed;
            if (changed < asked)
                break;
        }
        return sum;
    }
}
