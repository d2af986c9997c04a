using Microsoft.Extensions.Logging;
using Sanctum.Platforms.Hygiene;
using Sanctum.Queues;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// Decides, once per notification, whether it is answered. What was written before the account woke up may have been answered and the
/// rows that say so be lost (a restored backup, a cursor that was moved), so about that the platform itself is asked first.
/// </summary>
internal sealed class AdmissionDesk(AccountKey account, AdmissionStore store, TimeProvider clock, ILogger logger)
{
    // Clocks of platforms differ from ours.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    // Behind a restart a backlog is looked up; it must not fill the line to the platform, on which the account also polls and posts.
    private const int MostLookUps = 4;

    // Less than a grain's caller waits: that one would give up, and the work be done for nobody.
    private static readonly TimeSpan LookUpPatience = TimeSpan.FromSeconds(20);
    private readonly SemaphoreSlim _lookUps = new(MostLookUps);

    // Decisions count earlier ones, so they are made one after the other.
    private readonly SemaphoreSlim _turn = new(1);

    /// <param name="rules">The account's rules.</param>
    /// <param name="notification">What may be answered.</param>
    /// <param name="awakeSince">Since when the rows are known to be whole.</param>
    /// <param name="hasAnswered">Asks the platform; null where that cannot be asked.</param>
    public async Task<Admission> Admit(
        ReplyRules rules, Notification notification, DateTimeOffset awakeSince, Func<CancellationToken, Task<bool>>? hasAnswered)
    {
        var known = await store.Find(account, notification.NotificationId, CancellationToken.None);
        if (known is { IsToBeAnswered: true } && known.DecidedAt >= awakeSince)
            return Admission.Reply;
        if (hasAnswered is not null && notification.OccurredAt < awakeSince + ClockSkew && await LookUp(hasAnswered))
            return await Decide(notification, Admission.NoReply(NoReplyReasons.AlreadyAnswered));
        if (known is { IsToBeAnswered: true })
            return await Decide(notification, Admission.Reply);
        await _turn.WaitAsync();
        try
        {
            var facts = (await store.Find(account, notification.NotificationId, CancellationToken.None))?.Facts
                ?? new ThreadFacts(notification.From, notification.From, IsBot: null, HasOptedOut: false, MentionsAccount: true);
            return await Decide(notification, ReplyPolicy.Decide(rules, facts, clock.GetUtcNow()));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <exception cref="OperationCanceledException">It would take too long by now.</exception>
    private async Task<bool> LookUp(Func<CancellationToken, Task<bool>> hasAnswered)
    {
        using var patience = new CancellationTokenSource(LookUpPatience);
        await _lookUps.WaitAsync(patience.Token);
        try
        {
            return await hasAnswered(patience.Token);
        }
        finally
        {
            _lookUps.Release();
        }
    }

    private async Task<Admission> Decide(Notification notification, Admission admission)
    {
        if (admission.Verdict == AdmissionVerdict.Later)
            return admission;
        await store.Decide(account, notification.NotificationId, admission, CancellationToken.None);
        if (admission.Reason is { } reason)
            AccountLog.NotAnswered(logger, account, notification.NotificationId, reason);
        return admission;
    }
}
