using Sanctum.Platforms.Replies;
using Sanctum.Turns;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// Decides about several notifications as if one came after the other: each counts the replies that were decided before it.
/// </summary>
internal sealed class AdmissionPage(IEnumerable<KnownNotification> rows, DateTimeOffset now)
{
    private readonly Dictionary<string, KnownNotification> _rows = rows.ToDictionary(row => row.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, Admission> _decided = new(StringComparer.Ordinal);
    private readonly List<(string AuthorId, string SessionId)> _replies = [];

    /// <summary>What the rows do not know yet, by notification.</summary>
    public IReadOnlyDictionary<string, Admission> Decided => _decided;

    public Admission Decide(AdmissionQuestion question)
    {
        if (_decided.TryGetValue(question.Id, out var before))
            return before;
        if (question.IsAnswered)
            return _decided[question.Id] = Admission.NoReply(NoReplyReasons.AlreadyAnswered);
        var row = _rows.GetValueOrDefault(question.Id);
        if (row is { IsToBeAnswered: true })
            return row.DecidedAt >= question.AwakeSince ? Admission.Reply : _decided[question.Id] = Admission.Reply;

        var notification = question.Notification;
        var facts = row?.Facts
            ?? new ThreadFacts(notification.From, notification.From, IsBot: null, HasOptedOut: false, MentionsAccount: true);
        var admission = ReplyPolicy.Decide(question.Rules, Counted(facts, notification.SessionId), now);
        if (admission.Verdict == AdmissionVerdict.Later)
            return admission;
        if (admission.Verdict == AdmissionVerdict.Reply)
            _replies.Add((facts.AuthorId, notification.SessionId));
        return _decided[question.Id] = admission;
    }

    private ThreadFacts Counted(ThreadFacts facts, string sessionId)
    {
        var toAuthorInThread = _replies.Count(reply => reply == (facts.AuthorId, sessionId));
        return facts with
        {
            RepliesToAuthor = facts.RepliesToAuthor + _replies.Count(reply => reply.AuthorId == facts.AuthorId),
            RepliesInThread = facts.RepliesInThread + _replies.Count(reply => reply.SessionId == sessionId),
            RepliesToAuthorInThread = facts.RepliesToAuthorInThread + toAuthorInThread,
            LastReplyToAuthorInThread = toAuthorInThread > 0 ? now : facts.LastReplyToAuthorInThread,
        };
    }
}

/// <summary>Whether a notification is answered, asked by somebody who waits.</summary>
/// <param name="Rules">The account's rules.</param>
/// <param name="Notification">What may be answered.</param>
/// <param name="AwakeSince">Since when the rows are known to be whole.</param>
/// <param name="IsAnswered">Whether the platform has an answer already.</param>
internal sealed record AdmissionQuestion(
    ReplyRules Rules, Notification Notification, DateTimeOffset AwakeSince, bool IsAnswered = false)
{
    public string Id => Notification.NotificationId;

    public TaskCompletionSource<Admission> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
