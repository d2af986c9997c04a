namespace Sanctum.Platforms.Replies;

/// <summary>One of the rules by which a notification is not answered.</summary>
/// <param name="Reason">The stop reason of what it refuses, a name from <see cref="NoReplyReasons"/>.</param>
internal abstract record ReplyRule(string Reason);

/// <summary>A rule that decides on arrival, by the notification alone: what it refuses never waits in the queue.</summary>
internal sealed record ArrivalRule(string Reason, Func<IncomingPost, bool> Refuses) : ReplyRule(Reason);

/// <summary>A rule that decides before a turn begins, by what the rows say then.</summary>
internal sealed record AnswerRule(string Reason, Func<ReplyCase, bool> Refuses) : ReplyRule(Reason)
{
    /// <summary>Whom it is about, where tools ask it too.</summary>
    public RuleSubject Subject { get; init; }

    /// <summary>How long what it refuses waits until it is asked again; null where it is never answered.</summary>
    public Func<ReplyCase, TimeSpan?> WaitsFor { get; init; } = _ => null;
}

/// <summary>Whom a rule is about.</summary>
internal enum RuleSubject
{
    /// <summary>This notification and its thread.</summary>
    Notification,

    /// <summary>A person, whatever they wrote and whatever is to be sent to them.</summary>
    Person,

    /// <summary>A bot in a thread.</summary>
    Bot,
}

/// <summary>What is known of a notification when it comes in.</summary>
/// <param name="IsOwn">Whether the account wrote it.</param>
/// <param name="Command">What its author tells the account to do.</param>
internal readonly record struct IncomingPost(bool IsOwn, Command Command);

/// <summary>What is known of a notification when it may be answered.</summary>
internal readonly record struct ReplyCase(ReplyRules Rules, ThreadFacts Facts, DateTimeOffset Now);
