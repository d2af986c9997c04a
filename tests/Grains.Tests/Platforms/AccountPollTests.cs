using Sanctum.Errors;
using Sanctum.Testing;

namespace Sanctum.Platforms;

public sealed class AccountPollTests
{
    [Fact]
    public async Task Every_mention_gets_one_reply_over_restarts()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        var mentions = new List<PlatformNotification>();
        for (var round = 0; round < 3; round++)
        {
            mentions.AddRange(Enumerable.Range(0, 12)
                .Select(i => host.Platform.Notify(account, $"round {round}, {i}", thread: $"thread {i % 4}")));
            await host.Restart();
        }

        foreach (var mention in mentions)
            Assert.Equal("done", (await host.Ended(account, mention)).Status);

        await Eventually.True(() => Task.FromResult(host.Platform.Posts.Count == mentions.Count));
        Assert.All(mentions, mention => Assert.Equal(1, host.Platform.RepliesTo(mention)));
    }

    [Fact]
    public async Task Posts_of_one_thread_are_one_conversation()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        var first = host.Platform.Notify(account, "one", thread: "t");
        var second = host.Platform.Notify(account, "two", thread: "t");
        await host.Ended(account, first);
        await host.Ended(account, second);

        Assert.Equal(
            1L, await host.Scalar<long>($"select count(distinct session_id) from queue_item where account = '{account}'"));
    }

    [Fact]
    public async Task A_new_account_answers_nothing_of_its_past_unless_it_is_asked_to()
    {
        await using var host = await PlatformHost.Start();
        var old = DateTimeOffset.UtcNow.AddDays(-2);
        var agent = await host.NewAgent();
        host.Platform.Notify("fresh", "long ago", at: old);
        var past = host.Platform.Notify("since", "yesterday", at: old);
        host.Platform.Notify("since", "last year", at: old.AddDays(-300));
        await host.Account("fresh").Connect(new AccountConnection(agent, PlatformHost.Credentials()));
        await host.Account("since").Connect(new AccountConnection(agent, PlatformHost.Credentials(), Since: old.AddDays(-1)));
        var now = host.Platform.Notify("fresh", "now", at: DateTimeOffset.UtcNow.AddSeconds(1));

        await host.Ended("fresh", now);
        Assert.Equal("done", (await host.Ended("since", past)).Status);

        Assert.Equal(2L, await host.Scalar<long>("select count(*) from queue_item"));
    }

    [Fact]
    public async Task A_database_that_forgot_what_was_answered_asks_the_platform()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        var answered = host.Platform.Notify(account, "answered");
        await host.Ended(account, answered);
        await Eventually.True(() => Task.FromResult(host.Platform.RepliesTo(answered) == 1));

        // As after a backup from before the mention: no rows of it, and the cursor of that time.
        await host.Restart(
            """
            delete from queue_item; delete from platform_notification; delete from outbox; delete from transcript_entry;
            update platform_account set cursor = null
            """);
        var open = host.Platform.Notify(account, "open");

        Assert.Equal(("no_reply", NoReplyReasons.AlreadyAnswered), await host.Ended(account, answered));
        Assert.Equal("done", (await host.Ended(account, open)).Status);
        await Eventually.True(() => Task.FromResult(host.Platform.RepliesTo(open) == 1));
        Assert.Equal(1, host.Platform.RepliesTo(answered));
    }

    [Fact]
    public async Task What_came_in_while_nobody_was_there_is_answered()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        await host.Account(account).Pause("holiday");
        var missed = host.Platform.Notify(account, "are you there?");

        await host.Restart();
        await host.Account(account).Resume();

        Assert.Equal("done", (await host.Ended(account, missed)).Status);
    }

    [Fact]
    public async Task A_paused_account_neither_asks_nor_answers_nor_posts_and_loses_nothing()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        host.Platform.PostFault = _ => new DependencyException(
            "scripted", "is slow today", ErrorClass.Transient, TimeSpan.FromMilliseconds(50));
        var mention = host.Platform.Notify(account, "hello");
        await host.Ended(account, mention);
        await host.Account(account).Pause("for a while");
        // A post that was under way when the pause came may still be refused by the platform; then it meets the pause.
        await Eventually.True(async () => await host.Scalar<long>(
            $"select count(*) from outbox where account = '{account}' and last_error like '%for a while%'") == 1);
        host.Platform.PostFault = null;
        var late = host.Platform.Notify(account, "still there?");
        await Assert.ThrowsAsync<AccountUnavailableException>(() => host.Account(account).Poll());
        Assert.Empty(host.Platform.Posts);

        await host.Account(account).Resume();

        await host.Ended(account, late);
        await Eventually.True(() => Task.FromResult(host.Platform.Posts.Count == 2));
    }

    [Theory]
    [InlineData("cursor = 'further', polled_at = now(), failures = 0")]
    [InlineData("failures = failures + 1, last_error = 'slow today', last_error_class = 'transient'")]
    public async Task An_operator_stops_and_resumes_an_account_whose_poll_has_just_been_written(string poll)
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        // As a poll of the grain's own does between its commit and the moment in which the grain hears of it.
        Task WritePoll() => host.Execute(
            $"update platform_account set version = version + 1, {poll} where account = '{account}'");

        await WritePoll();
        var paused = await host.Account(account).Pause("holiday");
        await WritePoll();
        var resumed = await host.Account(account).Resume();

        Assert.Equal((AccountStatus.Paused, "holiday"), (paused.Status, paused.StatusReason));
        Assert.Equal((AccountStatus.Active, null), (resumed.Status, resumed.StatusReason));
    }

    [Fact]
    public async Task An_operator_who_comes_second_to_another_looks_again()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        await host.Execute(
            "update platform_account set version = version + 1, rules = '{\"repliesPerThreadPerHour\": 7}' " +
            $"where account = '{account}'");

        await Assert.ThrowsAsync<ConflictException>(() => host.Account(account).Pause("holiday"));
    }

    [Fact]
    public async Task The_stop_command_pauses_the_account_only_when_an_allowed_author_writes_it()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect("""{"stopAuthors":["@boss"]}""");
        var stranger = host.Platform.Notify(account, "#sanctumstop", author: "stranger");
        Assert.Equal(("no_reply", NoReplyReasons.StopCommand), await host.Ended(account, stranger));
        Assert.Equal(AccountStatus.Active, (await host.Account(account).Get()).Status);

        var stop = host.Platform.Notify(account, "enough now #SanctumStop", author: "boss");

        Assert.Equal(("no_reply", NoReplyReasons.StopCommand), await host.Ended(account, stop));
        // The item's row, which was read above, is committed with the account's; the account's grain reads that a moment later.
        var paused = await Eventually.Get(() => host.Account(account).Get(), one => one.Status == AccountStatus.Paused);
        Assert.Equal("boss wrote #sanctumstop.", paused.StatusReason);
        await host.Restart();
        Assert.Equal(AccountStatus.Paused, (await host.Account(account).Get()).Status);
    }

    [Fact]
    public async Task A_poll_that_fails_is_tried_again_and_says_why()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        var faults = 0;
        host.Platform.BeforePoll = name =>
        {
            if (name == account && ++faults <= 3)
                throw new DependencyException("scripted", "answered 502", ErrorClass.Transient);
        };
        await Eventually.True(async () =>
            (await host.Account(account).Get()).LastError?.Contains("502", StringComparison.Ordinal) == true || faults > 3);

        var mention = host.Platform.Notify(account, "after the storm");

        Assert.Equal("done", (await host.Ended(account, mention)).Status);
        await Eventually.True(async () => (await host.Account(account).Get()).LastError is null);
    }

    [Fact]
    public async Task Odd_notifications_become_rows_and_stop_nobody()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        var zero = host.Platform.Notify(account, "a\0b");
        var half = host.Platform.Notify(account, "half a pair \ud83d");
        var endless = host.Platform.Notify(account, new string('x', 40_000));
        var broken = host.Platform.Notify(account, "no context", context: "{ not json");
        var escaped = host.Platform.Notify(account, "zero in context", context: """{"a":"\u0000"}""");
        var twice = host.Platform.Notify(account, "once");
        host.Platform.Notify(account, "once", id: twice.Id);
        var fine = host.Platform.Notify(account, "fine");

        foreach (var mention in new[] { zero, half, endless, twice, fine })
            Assert.Equal("done", (await host.Ended(account, mention)).Status);
        foreach (var mention in new[] { broken, escaped })
            Assert.Equal("error", (await host.Ended(account, mention)).Status);
    }

    [Fact]
    public async Task Settings_hold_from_the_next_call_on_and_wrong_ones_change_nothing()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        await host.Account(account).Change(new AccountChange(Settings: """{"server":"elsewhere"}"""));
        await Eventually.True(() => Task.FromResult(host.Platform.Settings.Contains("elsewhere", StringComparison.Ordinal)));

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => host.Account(account).Change(
                new AccountChange(Settings: """{"server":"a name that is much too long"}""", Rules: """{"nonsense":1}""")));

        Assert.Equal(["settings.server"], refused.Errors.Select(error => error.Field));
        Assert.Equal("""{"server": "elsewhere"}""", (await host.Account(account).Get()).Settings);
    }

    [Fact]
    public async Task Wrong_credentials_connect_nothing()
    {
        await using var host = await PlatformHost.Start();
        var agent = await host.NewAgent();

        await Assert.ThrowsAsync<InvalidRequestException>(
            () => host.Account("new").Connect(new AccountConnection(agent, PlatformHost.Credentials("guess"))));

        await Assert.ThrowsAsync<NotFoundException>(() => host.Account("new").Get());
    }
}
