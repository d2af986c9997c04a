using System.Globalization;

namespace Sanctum.Queues;

/// <summary>What a queue's numbers mean: a level, and a sentence for each thing that is not as it should be.</summary>
internal static class QueueHealthRules
{
    public static QueueHealth Judge(CountedQueue queue, QueueHealthOptions options, DateTimeOffset now)
    {
        var reasons = Errors(queue.Counts, options)
            .Concat(Backlog(queue.Counts, options, now))
            .Concat(Leases(queue.Counts, options))
            .Concat(Mode(queue.Mode))
            .OrderByDescending(reason => reason.Level)
            .ToArray();
        var level = reasons.Length == 0 ? QueueHealthLevel.Healthy : reasons[0].Level;
        return new QueueHealth(queue.Agent, level, [.. reasons], queue.Mode, queue.Counts);
    }

    private static IEnumerable<QueueHealthReason> Errors(QueueCounts counts, QueueHealthOptions options)
    {
        var all = counts.New + counts.Processing + counts.Error + counts.EndedLately;
        if (counts.Error == 0)
            yield break;
        if (counts.Error == all)
        {
            yield return new(
                "all_in_error", QueueHealthLevel.Critical,
                Say($"All {all} items are in error, and none succeeded within {options.Window}."));
            yield break;
        }
        var share = (double)counts.Error / all;
        var (level, limit) = share > options.CriticalErrorShare ? (QueueHealthLevel.Critical, options.CriticalErrorShare)
            : share > options.WarningErrorShare ? (QueueHealthLevel.Warning, options.WarningErrorShare)
            : (QueueHealthLevel.Healthy, 0);
        if (level != QueueHealthLevel.Healthy)
            yield return new(
                "error_share", level, Say($"{counts.Error} of {all} items are in error: {share:P0}; the limit is {limit:P0}."));
    }

    private static IEnumerable<QueueHealthReason> Backlog(QueueCounts counts, QueueHealthOptions options, DateTimeOffset now)
    {
        var items = counts.New + counts.Processing + counts.Error;
        if (items > options.WarningItems)
            yield return new(
                "backlog", QueueHealthLevel.Warning,
                Say($"{items} items wait, run or are in error; the limit is {options.WarningItems}."));
        if (counts.OldestWaiting is { } oldest && now - oldest > options.WarningAge)
        {
            var age = TimeSpan.FromSeconds(Math.Floor((now - oldest).TotalSeconds));
            yield return new(
                "waiting_long", QueueHealthLevel.Warning,
                Say($"The oldest item has waited for {age}; the limit is {options.WarningAge}."));
        }
    }

    private static IEnumerable<QueueHealthReason> Leases(QueueCounts counts, QueueHealthOptions options)
    {
        if (counts.ExpiredLeases > 0)
        {
            yield return new(
                "leases_ran_out", QueueHealthLevel.Warning,
                Say($"{counts.ExpiredLeases} leases ran out more than {options.LeaseGrace} ago and were not taken back."));
        }
    }

    private static IEnumerable<QueueHealthReason> Mode(QueueModeState mode)
    {
        if (mode.Mode == QueueMode.Paused)
            yield return new(
                "paused", QueueHealthLevel.Warning, Say($"Paused since {mode.Since:u}; no items are offered: {mode.Reason}"));
        else if (!mode.TakesIn)
            yield return new(
                "draining", QueueHealthLevel.Warning,
                Say($"{mode.Mode} since {mode.Since:u}; no items are accepted: {mode.Reason}"));
    }

    private static string Say(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}
