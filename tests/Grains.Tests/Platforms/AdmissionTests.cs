using Sanctum.Testing;

namespace Sanctum.Platforms;

/// <summary>The rules of an account, as they show in the queue and on the platform.</summary>
public sealed class AdmissionTests
{
    [Fact]
    public async Task Two_bots_do_not_talk_for_ever()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect("""{"botRepliesPerThread":2,"botCooldownSeconds":0}""");
        var outcomes = new List<string?>();
        foreach (var i in Enumerable.Range(0, 4))
        {
            var beep = host.Platform.Notify(account, $"beep {i}", author: "robot", thread: "t", isBot: true);
            outcomes.Add((await host.Ended(account, beep)).Reason);
        }

        Assert.Equal(["end_turn", "end_turn", NoReplyReasons.BotLoop, NoReplyReasons.BotLoop], outcomes);
        Assert.Equal(
            "done", (await host.Ended(account, host.Platform.Notify(account, "hello", author: "ann", thread: "t"))).Status);
        await Eventually.True(() => Task.FromResult(host.Platform.Posts.Count == 3));
    }

    [Fact]
    public async Task Who_says_stop_is_answered_no_more_until_start_is_said()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        Task<(string Status, string? Reason)> Say(string text) => host.Ended(account, host.Platform.Notify(account, text));

        Assert.Equal(("no_reply", NoReplyReasons.OptedOut), await Say("stop"));
        Assert.Equal(("no_reply", NoReplyReasons.OptedOut), await Say("anybody there?"));
        await Say("start");
        Assert.Equal("done", (await Say("hello again")).Status);
    }

    [Fact]
    public async Task The_account_does_not_answer_itself()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        var own = host.Platform.Notify(account, "my own words", author: "me");
        var others = host.Platform.Notify(account, "hello");

        Assert.Equal(("no_reply", NoReplyReasons.OwnPost), await host.Ended(account, own));
        Assert.Equal("done", (await host.Ended(account, others)).Status);
    }

    [Fact]
    public async Task A_message_without_names_leaves_those_that_are_known()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        var named = host.Platform.Notify(account, "hello", author: "ann");
        await host.Ended(account, named);
        var bare = named with { Id = "bare", Author = named.Author with { Handle = "", DisplayName = "" } };
        host.Platform.Notify(account, [bare]);

        await host.Ended(account, bare);

        Assert.Equal(
            "ann ann",
            await host.Scalar<string>("select handle || ' ' || display_name from platform_profile where profile_id = 'id-ann'"));
        Assert.Equal($"id-ann scripted/{account}", await host.Scalar<string>(
            "select (metadata ->> 'uid') || ' ' || (metadata ->> 'source') from platform_profile where profile_id = 'id-ann'"));
        Assert.Equal(1L, await host.Scalar<long>(
            "select count(distinct session_id) from queue_item where session_id = (select metadata ->> 'session_id' " +
            "from platform_profile where profile_id = 'id-ann')"));
    }

    [Fact]
    public async Task Kinds_that_the_rules_do_not_name_are_not_taken_in_but_their_people_are_known()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        host.Platform.Notify(account, "", author: "fan", kind: NotificationKind.Like);
        await host.Ended(account, host.Platform.Notify(account, "hello", author: "ann"));

        Assert.Equal(1L, await host.Scalar<long>("select count(*) from queue_item"));
        Assert.Equal(
            ["ann", "fan"], await host.Scalar<string[]>("select array_agg(handle order by handle) from platform_profile"));
        Assert.Equal(2L, await host.Scalar<long>(
            "select count(distinct u.id) from platform_profile p join platform_user u on u.id = p.user_id"));
    }

    [Fact]
    public async Task What_waits_in_quiet_hours_counts_no_attempt_and_is_answered_when_the_rules_change()
    {
        await using var host = await PlatformHost.Start();
        var hour = TimeOnly.FromDateTime(DateTime.UtcNow);
        var account = await host.Connect(
            $$$"""{"quietHours":{"from":"{{{hour.AddHours(-1):HH:mm:ss}}}","to":"{{{hour.AddHours(1):HH:mm:ss}}}"}}""");
        var mention = host.Platform.Notify(account, "psst");
        await Eventually.True(
            async () => await host.Scalar<long>("select count(*) from queue_item where status = 'new' and lease_token > 0") == 1);
        Assert.Equal(0, await host.Scalar<int>("select attempts from queue_item"));

        await host.Account(account).Change(new AccountChange(Rules: """{"quietHours":null}"""));

        Assert.Equal("done", (await host.Ended(account, mention)).Status);
    }
}
