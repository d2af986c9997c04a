namespace Sanctum.Platforms.Replies;

/// <summary>Whether something is answered. The first rule that speaks against it names the reason.</summary>
internal static class ReplyPolicy
{
    public static Admission Decide(ReplyRules rules, ThreadFacts facts, DateTimeOffset now)
    {
        if (facts.ThreadIsStopped)
            return Admission.NoReply(NoReplyReasons.StopCommand);
        if (ReasonToLeaveAlone(rules, facts.AuthorId, facts.Handle, facts.HasOptedOut) is { } reason)
            return Admission.NoReply(reason);
        if (rules.RequireMention && !facts.MentionsAccount)
            return Admission.NoReply(NoReplyReasons.NotMentioned);
        if (IsBot(rules, facts) && ReasonNotToAnswerBot(rules, facts, now) is { } botReason)
            return Admission.NoReply(botReason);
        if (facts.RepliesToAuthor >= rules.RepliesPerAuthorPerHour)
            return Admission.NoReply(NoReplyReasons.AuthorRate);
        if (facts.RepliesInThread >= rules.RepliesPerThreadPerHour)
            return Admission.NoReply(NoReplyReasons.ThreadRate);
        if (rules.QuietHours is { } quiet && quiet.LeftAt(now) is { } left)
            return quiet.AnswerLater
                ? Admission.Later(NoReplyReasons.QuietHours, left)
                : Admission.NoReply(NoReplyReasons.QuietHours);
        return Admission.Reply;
    }

    /// <summary>Why a person is never answered, whatever they wrote and whoever wants to answer; or null.</summary>
    public static string? ReasonToLeaveAlone(ReplyRules rules, string id, string handle, bool hasOptedOut)
    {
        if (hasOptedOut)
            return NoReplyReasons.OptedOut;
        return rules.IgnoredAuthors.Name(id, handle) ? NoReplyReasons.IgnoredAuthor : null;
    }

    /// <summary>Whether the author is a bot, by the platform or by the account's list.</summary>
    public static bool IsBot(ReplyRules rules, ThreadFacts facts) =>
        facts.IsBot == true || rules.KnownBots.Name(facts.AuthorId, facts.Handle);

    /// <summary>Why a bot is not answered now, or null: two bots that answer each other never stop by themselves.</summary>
    public static string? ReasonNotToAnswerBot(ReplyRules rules, ThreadFacts facts, DateTimeOffset now)
    {
        if (!rules.AnswerBots)
            return NoReplyReasons.Bot;
        if (facts.RepliesToAuthorInThread >= rules.BotRepliesPerThread)
            return NoReplyReasons.BotLoop;
        var cooldown = TimeSpan.FromSeconds(rules.BotCooldownSeconds);
        return facts.LastReplyToAuthorInThread is { } last && now - last < cooldown ? NoReplyReasons.BotCooldown : null;
    }
}
