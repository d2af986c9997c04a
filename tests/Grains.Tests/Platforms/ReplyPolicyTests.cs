using Sanctum.Platforms.Replies;
using Repository = Sanctum.Testing.Repository;

namespace Sanctum.Platforms;

public sealed class ReplyPolicyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly ThreadFacts Ann = new(
        "id-ann", "ann.example", IsBot: null, HasOptedOut: false, MentionsAccount: true);
    private static readonly ThreadFacts Robot = Ann with { IsBot = true };

    [Fact]
    public void A_person_is_answered() => Assert.Equal(Admission.Reply, Decide(new ReplyRules(), Ann));

    [Fact]
    public void Who_opted_out_is_not_answered() =>
        Assert.Equal(NoReplyReasons.OptedOut, Decide(new ReplyRules(), Ann with { HasOptedOut = true }).Reason);

    [Theory]
    [InlineData("@ANN.example")]
    [InlineData("ann.example")]
    [InlineData("id-ann")]
    public void Ignored_people_are_found_by_handle_and_by_id(string entry) =>
        Assert.Equal(NoReplyReasons.IgnoredAuthor, Decide(new ReplyRules { IgnoredAuthors = [entry] }, Ann).Reason);

    [Fact]
    public void Another_name_that_begins_alike_is_somebody_else() =>
        Assert.Equal(Admission.Reply, Decide(new ReplyRules { IgnoredAuthors = ["ann", "ann.example.org", "ID-ANN"] }, Ann));

    [Fact]
    public void Where_a_mention_is_demanded_the_rest_is_not_answered()
    {
        var rules = new ReplyRules { RequireMention = true };
        Assert.Equal(Admission.Reply, Decide(rules, Ann));
        Assert.Equal(NoReplyReasons.NotMentioned, Decide(rules, Ann with { MentionsAccount = false }).Reason);
    }

    [Fact]
    public void A_bot_is_answered_as_often_in_a_thread_as_the_rules_allow_and_a_person_always()
    {
        var rules = new ReplyRules { BotRepliesPerThread = 3 };
        Assert.Equal(Admission.Reply, Decide(rules, Robot with { RepliesToAuthorInThread = 2 }));
        Assert.Equal(NoReplyReasons.BotLoop, Decide(rules, Robot with { RepliesToAuthorInThread = 3 }).Reason);
        Assert.Equal(Admission.Reply, Decide(rules, Ann with { RepliesToAuthorInThread = 30 }));
        Assert.Equal(
            NoReplyReasons.BotLoop,
            Decide(rules with { KnownBots = ["@ann.example"] }, Ann with { RepliesToAuthorInThread = 3 }).Reason);
    }

    [Fact]
    public void A_bot_waits_for_its_cooldown()
    {
        var rules = new ReplyRules { BotCooldownSeconds = 60 };
        Assert.Equal(
            NoReplyReasons.BotCooldown, Decide(rules, Robot with { LastReplyToAuthorInThread = Noon.AddSeconds(-59) }).Reason);
        Assert.Equal(Admission.Reply, Decide(rules, Robot with { LastReplyToAuthorInThread = Noon.AddSeconds(-60) }));
    }

    [Fact]
    public void Bots_can_be_left_alone() =>
        Assert.Equal(NoReplyReasons.Bot, Decide(new ReplyRules { AnswerBots = false }, Robot).Reason);

    [Fact]
    public void Replies_in_an_hour_are_bounded_by_author_and_by_thread()
    {
        var rules = new ReplyRules { RepliesPerAuthorPerHour = 5, RepliesPerThreadPerHour = 7 };
        Assert.Equal(Admission.Reply, Decide(rules, Ann with { RepliesToAuthor = 4, RepliesInThread = 6 }));
        Assert.Equal(NoReplyReasons.AuthorRate, Decide(rules, Ann with { RepliesToAuthor = 5 }).Reason);
        Assert.Equal(NoReplyReasons.ThreadRate, Decide(rules, Ann with { RepliesInThread = 7 }).Reason);
    }

    [Theory]
    [InlineData("22:00", "07:00", "21:59", null)]
    [InlineData("22:00", "07:00", "22:00", "09:00")]
    [InlineData("22:00", "07:00", "03:00", "04:00")]
    [InlineData("22:00", "07:00", "07:00", null)]
    [InlineData("12:00", "13:00", "12:30", "00:30")]
    [InlineData("08:00", "08:00", "08:00", null)]
    public void Quiet_hours_span_midnight_and_end_on_time(string from, string to, string now, string? left)
    {
        var quiet = new QuietHours { From = TimeOnly.Parse(from, null), To = TimeOnly.Parse(to, null) };
        Assert.Equal(
            left is null ? null : TimeSpan.Parse(left, null), quiet.LeftAt(Noon.Date + TimeOnly.Parse(now, null).ToTimeSpan()));
    }

    [Fact]
    public void In_quiet_hours_an_answer_waits_or_is_left_out_as_the_rules_say()
    {
        var quiet = new QuietHours { From = new TimeOnly(12, 0), To = new TimeOnly(14, 0), TimeZone = "Europe/Berlin" };
        Assert.Equal(
            Admission.Later(NoReplyReasons.QuietHours, TimeSpan.FromHours(1)),
            Decide(new ReplyRules { QuietHours = quiet }, Ann));
        Assert.Equal(
            Admission.NoReply(NoReplyReasons.QuietHours),
            Decide(new ReplyRules { QuietHours = quiet with { AnswerLater = false } }, Ann));
    }

    [Theory]
    [InlineData("stop", Command.OptOut)]
    [InlineData("@agent.example STOP!", Command.OptOut)]
    [InlineData("please stop the war", Command.None)]
    [InlineData("start", Command.OptIn)]
    [InlineData("", Command.None)]
    public void A_person_opts_out_by_saying_so_and_nothing_else(string text, object command) =>
        Assert.Equal(command, Commands.Find(new ReplyRules(), text));

    [Theory]
    [InlineData("#agentstop")]
    [InlineData("Please, #AgentStop.")]
    [InlineData("(#AGENTSTOP)!")]
    [InlineData("#agentstop,thanks")]
    [InlineData("one line\n#agentstop\nanother")]
    [InlineData("not #agentstopped but #agentstop")]
    [InlineData("\ud83d\ude00#agentstop\ud83d\ude00")]
    [InlineData("#agentstop \ufffe \ud83d")]
    public void The_stop_command_is_found_anywhere_as_a_word(string text) =>
        Assert.Equal(Command.Stop, Commands.Find(new ReplyRules { StopCommand = "#agentstop" }, text));

    [Theory]
    [InlineData("#agentstopped")]
    [InlineData("#agentstop2")]
    [InlineData("#agentstop_now")]
    [InlineData("#agentstop-now")]
    [InlineData("##agentstop")]
    [InlineData("no#agentstop")]
    [InlineData("https://x.example/#agentstop")]
    [InlineData("#agentstop\u0301")]
    [InlineData("#agentstop\ud835\udc00")]
    [InlineData("agentstop")]
    public void A_longer_word_is_another_word(string text) =>
        Assert.Equal(Command.None, Commands.Find(new ReplyRules { StopCommand = "#agentstop" }, text));

    [Theory]
    [InlineData("#СТОП", "#стоп")]
    [InlineData("#ARRE\u0302T", "#arr\u00eat")]
    [InlineData("Now Be Quiet!", "be quiet")]
    public void The_stop_command_may_be_of_any_language(string text, string command) =>
        Assert.Equal(Command.Stop, Commands.Find(new ReplyRules { StopCommand = command }, text));

    [Fact]
    public void Nobody_is_answered_in_a_stopped_thread() => Assert.Equal(
        NoReplyReasons.StopCommand,
        Decide(new ReplyRules { PriorityAuthors = ["ann.example"] }, Ann with { ThreadIsStopped = true }).Reason);

    [Fact]
    public void The_document_lists_the_rules_in_their_order_with_the_moment_at_which_each_decides()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "platforms.md"))
            .SkipWhile(line => !line.StartsWith("| reason | decided |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (cells[1].Trim('`'), cells[2]))
            // The platform is asked about it, not a rule.
            .Where(row => row.Item1 != NoReplyReasons.AlreadyAnswered);

        Assert.Equal(
            ReplyPolicy.Rules.Select(rule => (rule.Reason, rule is ArrivalRule ? "on arrival" : "at answering")), rows);
    }

    private static Admission Decide(ReplyRules rules, ThreadFacts facts) => ReplyPolicy.Decide(rules, facts, Noon);
}
