namespace Sanctum.Platforms.Replies;

/// <summary>Whether something is answered. The first rule that speaks against it names the reason.</summary>
internal static class ReplyPolicy
{
    /// <summary>Every rule, in the order in which they are asked.</summary>
    public static IReadOnlyList<ReplyRule> Rules { get; } =
    [
        new ArrivalRule(NoReplyReasons.OwnPost, post => post.IsOwn),
        new ArrivalRule(NoReplyReasons.StopCommand, post => post.Command == Command.Stop),
        new ArrivalRule(NoReplyReasons.OptedOut, post => post.Command is Command.OptOut or Command.OptIn),
        new AnswerRule(NoReplyReasons.StopCommand, asked => asked.Facts.ThreadIsStopped),
        new AnswerRule(NoReplyReasons.OptedOut, asked => asked.Facts.HasOptedOut) { Subject = RuleSubject.Person },
        new AnswerRule(
            NoReplyReasons.IgnoredAuthor, asked => asked.Rules.IgnoredAuthors.Name(asked.Facts.AuthorId, asked.Facts.Handle))
        {
            Subject = RuleSubject.Person,
        },
        new AnswerRule(NoReplyReasons.NotMentioned, asked => asked.Rules.RequireMention && !asked.Facts.MentionsAccount),
        AboutBots(NoReplyReasons.Bot, asked => !asked.Rules.AnswerBots),
        // Two bots that answer each other never stop by themselves.
        AboutBots(NoReplyReasons.BotLoop, asked => asked.Facts.RepliesToAuthorInThread >= asked.Rules.BotRepliesPerThread),
        AboutBots(
            NoReplyReasons.BotCooldown,
            asked => asked.Now - asked.Facts.LastReplyToAuthorInThread < TimeSpan.FromSeconds(asked.Rules.BotCooldownSeconds)),
        new AnswerRule(
            NoReplyReasons.AuthorRate, asked => asked.Facts.RepliesToAuthor >= asked.Rules.RepliesPerAuthorPerHour),
        new AnswerRule(
            NoReplyReasons.ThreadRate, asked => asked.Facts.RepliesInThread >= asked.Rules.RepliesPerThreadPerHour),
        new AnswerRule(NoReplyReasons.QuietHours, asked => asked.Rules.QuietHours?.LeftAt(asked.Now) is not null)
        {
            WaitsFor = asked => asked.Rules.QuietHours is { AnswerLater: true } quiet ? quiet.LeftAt(asked.Now) : null,
        },
    ];

    private static readonly ArrivalRule[] OnArrival = [.. Rules.OfType<ArrivalRule>()];
    private static readonly AnswerRule[] AtAnswering = [.. Rules.OfType<AnswerRule>()];

    /// <summary>Why a notification that has just come in is not answered, by rules that decide on arrival; or null.</summary>
    public static string? ReasonOnArrival(IncomingPost post) => Array.Find(OnArrival, rule => rule.Refuses(post))?.Reason;

    /// <summary>Whether a notification that waits is answered now.</summary>
    public static Admission Decide(ReplyRules rules, ThreadFacts facts, DateTimeOffset now)
    {
        var asked = new ReplyCase(rules, facts, now);
        if (Array.Find(AtAnswering, rule => rule.Refuses(asked)) is not { } refusing)
            return Admission.Reply;
        return refusing.WaitsFor(asked) is { } wait
            ? Admission.Later(refusing.Reason, wait)
            : Admission.NoReply(refusing.Reason);
    }

    /// <summary>Why a person is never answered, whatever they wrote and whatever is to be sent to them; or null.</summary>
    public static string? ReasonToLeaveAlone(ReplyRules rules, string id, string handle, bool hasOptedOut) => ReasonOf(
        RuleSubject.Person, new(rules, new ThreadFacts(id, handle, IsBot: null, hasOptedOut, MentionsAccount: true), default));

    /// <summary>Whether the author is a bot, by the platform or by the account's list.</summary>
    public static bool IsBot(ReplyRules rules, ThreadFacts facts) =>
        facts.IsBot == true || rules.KnownBots.Name(facts.AuthorId, facts.Handle);

    /// <summary>Why a bot is not answered now; or null, also for a person.</summary>
    public static string? ReasonNotToAnswerBot(ReplyRules rules, ThreadFacts facts, DateTimeOffset now) =>
        ReasonOf(RuleSubject.Bot, new(rules, facts, now));

    private static string? ReasonOf(RuleSubject subject, ReplyCase asked) =>
        Array.Find(AtAnswering, rule => rule.Subject == subject && rule.Refuses(asked))?.Reason;

    private static AnswerRule AboutBots(string reason, Func<ReplyCase, bool> refuses) =>
        new(reason, asked => IsBot(asked.Rules, asked.Facts) && refuses(asked)) { Subject = RuleSubject.Bot };
}
