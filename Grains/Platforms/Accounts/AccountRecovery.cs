using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// Asks a polled platform from a time on, beside the polling and without its cursor, and takes in what has no row yet. What has
/// one is left as it is, so it is safe to repeat.
/// </summary>
internal sealed class AccountRecovery(
    AccountCache cache, DeliveryBatcher deliveries, AdmissionStore admissions, PlatformAdapters adapters, PlatformCalls calls,
    PlatformOptions options, TimeProvider clock)
{
    private const int MaxPages = 100;
    private const int MaxSample = 100;

    // A day more than the API takes, so that a call's own time does not count.
    private static readonly TimeSpan MaxLookBack = TimeSpan.FromDays(31);
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(45);

    /// <param name="since">How far back to look.</param>
    /// <param name="isDryRun">Whether to only look.</param>
    /// <param name="ownId">The account's own id there, where it is known.</param>
    public async Task<RecoveryReport> Run(DateTimeOffset since, bool isDryRun, Func<string?> ownId)
    {
        Check(since);
        var started = clock.GetTimestamp();
        var report = new RecoveryReport(isDryRun, 0, 0, 0, [], IsComplete: false);
        string? cursor = null;
        for (var pages = 0; pages < MaxPages && clock.GetElapsedTime(started) < MaxTime; pages++)
        {
            var page = await Ask(cursor, since);
            report = await Add(report, page, since, ownId());
            if (!page.HasMore || page.Cursor is null || page.Cursor == cursor)
                return report with { IsComplete = true };
            cursor = page.Cursor;
        }
        return report;
    }

    private void Check(DateTimeOffset since)
    {
        var now = clock.GetUtcNow();
        if (since > now || now - since > MaxLookBack)
            throw new InvalidRequestException("since", $"is not within the last {MaxLookBack.TotalDays:0} days.");
        cache.RequireActive();
        var platform = adapters.Require(cache.Key.Platform);
        if (platform.PollInterval is null)
            throw new UnsupportedOperationException(cache.Key.Platform, PlatformOperations.Poll, platform.Operations);
    }

    private async Task<NotificationPage> Ask(string? cursor, DateTimeOffset since)
    {
        using var timeout = new CancellationTokenSource(options.CallTimeout);
        try
        {
            var page = await calls.Make(account => adapters.Use<IPolledPlatform, NotificationPage>(
                cache.Key.Platform, platform => platform.PollAsync(account, cursor, since, timeout.Token)));
            return CheckedNotification.Of(cache.Key.Platform, page);
        }
        catch (OperationCanceledException)
        {
            var reason = $"did not answer within {options.CallTimeout}.";
            throw new DependencyException(cache.Key.Platform, reason, ErrorClass.Transient);
        }
    }

    // Only what was missed is taken in: a command that came in before is not obeyed again.
    private async Task<RecoveryReport> Add(RecoveryReport report, NotificationPage page, DateTimeOffset since, string? ownId)
    {
        var listed = CheckedNotification.AllOf(page.Notifications, clock.GetUtcNow());
        var missed = await FindMissed(listed, since, ownId);
        var taken = 0;
        if (!report.IsDryRun && missed.Count > 0)
        {
            var unseen = listed.Where(one => missed.ContainsKey(Intake.QueueId(cache.Key, one)));
            taken = (await deliveries.TakeInSince(since, [.. unseen], ownId)).TakenIn;
        }
        return report with
        {
            Seen = report.Seen + listed.Length,
            Missed = report.Missed + missed.Count,
            TakenIn = report.TakenIn + taken,
            Sample = [.. report.Sample, .. missed.Values.Take(MaxSample - report.Sample.Length)],
        };
    }

    private async Task<OrderedDictionary<string, MissedNotification>> FindMissed(
        ImmutableArray<PlatformNotification> listed, DateTimeOffset since, string? ownId)
    {
        var items = Intake.Of(cache.Key, cache.Require().Agent, cache.Rules, since, ownId, listed).Items;
        var known = await admissions.FindKnown(cache.Key, items.Select(item => item.NotificationId), CancellationToken.None);
        var missed = new OrderedDictionary<string, MissedNotification>(StringComparer.Ordinal);
        foreach (var item in items.Where(item => !known.Contains(item.NotificationId)))
        {
            var notification = new MissedNotification(item.NotificationId, item.Kind, item.Author, item.OccurredAt);
            missed.TryAdd(item.NotificationId, notification);
        }
        return missed;
    }
}
