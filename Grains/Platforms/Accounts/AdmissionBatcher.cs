using Microsoft.Extensions.Logging;
using Sanctum.Platforms.Replies;
using Sanctum.Turns;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// Decides, once per notification, whether it is answered. What was written before the account woke up may have been answered and
/// the rows that say so be lost (a restored backup, a cursor that was moved), so about that the platform itself is asked first.
/// Those that are asked about while others are decided share one look at the rows and one write.
/// </summary>
internal sealed class AdmissionBatcher(AccountKey account, AdmissionStore store, TimeProvider clock, ILogger logger)
{
    private const int MaxPerPage = 100;

    // Clocks of platforms differ from ours.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    // Behind a restart a backlog is looked up; it must not fill the line to the platform, on which the account also polls and
    // posts.
    private const int MaxLookUps = 4;

    // Less than a grain's caller waits: that one would give up, and the work be done for nobody.
    private static readonly TimeSpan LookUpPatience = TimeSpan.FromSeconds(20);
    private readonly SemaphoreSlim _lookUps = new(MaxLookUps);

    private MicroBatcher<AdmissionQuestion> Questions =>
        field ??= new(MaxPerPage, Decide, static (question, cause) => question.Answer.TrySetException(cause));

    /// <param name="rules">The account's rules.</param>
    /// <param name="notification">What may be answered.</param>
    /// <param name="awakeSince">Since when the rows are known to be whole.</param>
    /// <param name="hasAnswered">Asks the platform; null where that cannot be asked.</param>
    public async Task<Admission> Admit(
        ReplyRules rules, Notification notification, DateTimeOffset awakeSince, Func<CancellationToken, Task<bool>>? hasAnswered)
    {
        if (hasAnswered is null || notification.OccurredAt >= awakeSince + ClockSkew)
            return await Ask(new AdmissionQuestion(rules, notification, awakeSince));
        var known = await store.Find(account, [notification.NotificationId], CancellationToken.None);
        return known.Any(row => row.IsToBeAnswered && row.DecidedAt >= awakeSince)
            ? Admission.Reply
            : await Ask(new AdmissionQuestion(rules, notification, awakeSince, await LookUp(hasAnswered)));
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

    private Task<Admission> Ask(AdmissionQuestion question)
    {
        Questions.Add(question);
        return question.Answer.Task;
    }

    // Decisions count earlier ones, so pages are decided one after the other.
    private async Task Decide(List<AdmissionQuestion> questions)
    {
        var rows = await store.Find(account, questions.Select(question => question.Id).Distinct(), CancellationToken.None);
        var page = new AdmissionPage(rows, clock.GetUtcNow());
        var answers = questions.Select(page.Decide).ToList();
        if (page.Decided.Count > 0)
            await store.Decide(account, page.Decided, CancellationToken.None);
        foreach (var (id, admission) in page.Decided.Where(decided => decided.Value.Reason is not null))
            AccountLog.NotAnswered(logger, account, id, admission.Reason!);
        foreach (var (question, answer) in questions.Zip(answers))
            question.Answer.TrySetResult(answer);
    }
}
