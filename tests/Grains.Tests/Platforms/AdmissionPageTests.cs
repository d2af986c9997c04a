using Sanctum.Platforms.Accounts;
using Sanctum.Platforms.Replies;
using Sanctum.Turns;

namespace Sanctum.Platforms;

/// <summary>Notifications that are decided together are decided as if one came after the other.</summary>
public sealed class AdmissionPageTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Replies_to_an_author_and_in_a_thread_count_for_those_behind_them()
    {
        var page = Page(Row("a1", "ann"), Row("a2", "ann"), Row("b1", "bob"), Row("c1", "cat"));
        var rules = new ReplyRules { RepliesPerAuthorPerHour = 1, RepliesPerThreadPerHour = 1 };

        Assert.Equal(AdmissionVerdict.Reply, page.Decide(Question(rules, "a1", "t1")).Verdict);
        Assert.Equal(NoReplyReasons.AuthorRate, page.Decide(Question(rules, "a2", "t2")).Reason);
        Assert.Equal(NoReplyReasons.ThreadRate, page.Decide(Question(rules, "b1", "t1")).Reason);
        Assert.Equal(AdmissionVerdict.Reply, page.Decide(Question(rules, "c1", "t3")).Verdict);
        Assert.Equal(4, page.Decided.Count);
    }

    [Fact]
    public void A_bot_is_answered_in_its_thread_as_often_as_the_rules_say()
    {
        var page = Page(Row("r1", "robot", isBot: true), Row("r2", "robot", isBot: true), Row("r3", "robot", isBot: true));
        var rules = new ReplyRules { BotRepliesPerThread = 1, BotCooldownSeconds = 0 };

        Assert.Equal(AdmissionVerdict.Reply, page.Decide(Question(rules, "r1", "t1")).Verdict);
        Assert.Equal(NoReplyReasons.BotLoop, page.Decide(Question(rules, "r2", "t1")).Reason);
        Assert.Equal(AdmissionVerdict.Reply, page.Decide(Question(rules, "r3", "t2")).Verdict);
    }

    [Fact]
    public void What_is_asked_twice_is_decided_once_and_what_was_decided_while_awake_is_not_written_again()
    {
        var decided = Row("d1", "dan") with { Decision = "reply", DecidedAt = Now };
        var page = Page(Row("a1", "ann"), decided);
        var rules = new ReplyRules { RepliesPerAuthorPerHour = 1 };

        Assert.Equal(page.Decide(Question(rules, "a1", "t1")), page.Decide(Question(rules, "a1", "t1")));
        Assert.Equal(Admission.Reply, page.Decide(Question(rules, "d1", "t2")));
        Assert.Equal(["a1"], page.Decided.Keys);
        Assert.Equal(NoReplyReasons.AlreadyAnswered, page.Decide(Question(rules, "b1", "t3") with { IsAnswered = true }).Reason);
    }

    private static AdmissionPage Page(params KnownNotification[] rows) => new(rows, Now);

    private static KnownNotification Row(string id, string author, bool? isBot = null) =>
        new(
            id, new ThreadFacts(author, author, isBot, HasOptedOut: false, MentionsAccount: true), Decision: null,
            DecidedAt: null);

    private static AdmissionQuestion Question(ReplyRules rules, string id, string session) =>
        new(
            rules, new Notification(id, session, "scripted", "me", "somebody", "hello", QueuePriority.Normal, Now),
            AwakeSince: Now.AddHours(-1));
}
