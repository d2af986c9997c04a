using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Queues;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// Takes in what comes by itself. Deliveries that come while others are stored share the next statement, so an account keeps up
/// with a platform that delivers one by one; each is answered when its own rows are committed.
/// </summary>
internal sealed class DeliveryBatcher(
    AccountCache cache, AccountStore store, IGrainFactory grains, TimeProvider clock, ILogger logger)
{
    private const int MaxDeliveriesPerPage = 100;
    private const int MaxAttempts = 5;

    private MicroBatcher<Delivery> Deliveries => field ??= new(
        MaxDeliveriesPerPage, page => Store(page), static (delivery, cause) => delivery.Receipt.TrySetException(cause));

    /// <param name="notifications">What was delivered.</param>
    /// <param name="ownId">The account's own id there, where it is known.</param>
    public Task<DeliveryReceipt> TakeIn(ImmutableArray<PlatformNotification> notifications, string? ownId)
    {
        var delivery = Deliver(notifications, ownId);
        Deliveries.Add(delivery);
        return delivery.Receipt.Task;
    }

    /// <summary>The same for everything since a time, also since before the account took anything in.</summary>
    public async Task<DeliveryReceipt> TakeInSince(
        DateTimeOffset since, ImmutableArray<PlatformNotification> notifications, string? ownId)
    {
        var delivery = Deliver(notifications, ownId);
        await Store([delivery], since);
        return await delivery.Receipt.Task;
    }

    private Delivery Deliver(ImmutableArray<PlatformNotification> notifications, string? ownId)
    {
        var taken = CheckedNotification.AllOf(notifications, clock.GetUtcNow());
        return new Delivery([.. taken.Select(notification => notification with { TraceParent = Activity.Current?.Id })], ownId);
    }

    private async Task Store(List<Delivery> page, DateTimeOffset? since = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var row = cache.Require();
            // The sender delivers it again later.
            if (await QueueOf(row.Agent).GetMode() is { TakesIn: false } mode)
                throw new QueueDrainingException(row.Agent, mode.Reason);
            var notifications = page.SelectMany(delivery => delivery.Notifications);
            var intake = Intake.Of(cache.Key, row.Agent, cache.Rules, since ?? row.Since, page[0].OwnId, notifications);
            var stored = await store.Ingest(
                cache.Key, row.Version, row.Cursor, intake, traceParent: null, CancellationToken.None);
            if (!await cache.HoldOrRead(stored?.Account))
            {
                if (attempt == MaxAttempts)
                    throw new ConflictException($"The account '{cache.Key.Account}' is being changed; deliver it again.");
                continue;
            }
            if (intake.PauseReason is { } reason)
                AccountLog.Paused(logger, cache.Key, reason);
            AccountLog.Unreadable(logger, cache.Key, intake, stored!);
            Answer(page, intake, stored!);
            if (stored!.Waiting > 0)
                await WakeQueue(row.Agent, intake.Items.Count, stored.Waiting);
            return;
        }
    }

    private void Answer(List<Delivery> page, Intake intake, IngestedPage stored)
    {
        var taken = intake.Items.Select(item => item.NotificationId).ToHashSet(StringComparer.Ordinal);
        var unseen = stored.NewNotifications.ToHashSet(StringComparer.Ordinal);
        foreach (var delivery in page)
        {
            var ids = delivery.Notifications.Select(notification => Intake.QueueId(cache.Key, notification)).Where(taken.Contains)
                .ToList();
            // What came twice in one page is new once.
            var count = ids.Count(unseen.Remove);
            delivery.Receipt.TrySetResult(new DeliveryReceipt(count, IsDuplicate: count == 0 && ids.Count > 0));
        }
    }

    // The rows are there: if nobody is woken now, the queue's own look at its rows finds them.
    private async Task WakeQueue(string agent, int notifications, long waiting)
    {
        AccountLog.TookIn(logger, cache.Key, notifications, waiting);
        try
        {
            await QueueOf(agent).Refresh();
        }
        catch (Exception exception)
        {
            AccountLog.QueueNotWoken(logger, ExpectedFailure.Of(exception), cache.Key);
        }
    }

    private IQueueGrain QueueOf(string agent) => grains.Queue(new GrainKey(cache.Key.Tenant, agent));

    private sealed record Delivery(ImmutableArray<PlatformNotification> Notifications, string? OwnId)
    {
        public TaskCompletionSource<DeliveryReceipt> Receipt { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
