using Sanctum.Errors;
using Sanctum.Publishing;
using Sanctum.Testing;

namespace Sanctum.Platforms;

public sealed class RateTests
{
    [Fact]
    public async Task Posts_wait_for_their_points_over_a_restart_and_none_is_dropped()
    {
        await using var host = await PlatformHost.Start();
        host.Platform.RateWindows = [new RateWindow(TimeSpan.FromHours(1), 3)];
        var account = await host.Connect();
        var mentions = Enumerable.Range(0, 5).Select(i => host.Platform.Notify(account, $"hello {i}")).ToList();
        foreach (var mention in mentions)
            await host.Ended(account, mention);
        await Eventually.True(() => Task.FromResult(host.Platform.Posts.Count == 3));

        await host.Restart();
        await host.Ended(account, host.Platform.Notify(account, "one more"));
        await Outbox(host, account).Wake();
        var waiting = await host.Grains.GetGrain<IOutboxAdminGrain>($"default/scripted/{account}").GetStatistics();
        Assert.Equal((3, 3L), (host.Platform.Posts.Count, waiting.Counts.Pending));
        Assert.InRange(waiting.Pace.AllowanceIn!.Value, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        Assert.Equal(0, await host.Scalar<int>("select max(attempts) from outbox"));

        await host.Restart("update outbox set posted_at = posted_at - interval '2 hours'");

        await Outbox(host, account).Wake();
        await Eventually.True(() => Task.FromResult(host.Platform.Posts.Count == 6));
    }

    [Fact]
    public async Task What_is_spent_beside_posts_counts_over_a_restart_and_is_refused_when_nothing_is_left()
    {
        await using var host = await PlatformHost.Start();
        host.Platform.RateWindows = [new RateWindow(TimeSpan.FromHours(1), 3)];
        var account = await host.Connect();
        await Assert.ThrowsAsync<Errors.InvalidRequestException>(() => Outbox(host, account).Spend(-1));
        await Outbox(host, account).Spend(2);
        await host.Ended(account, host.Platform.Notify(account, "the third"));
        await Eventually.True(async () => await host.Scalar<long>("select count(*) from outbox where status = 'posted'") == 1);
        await Assert.ThrowsAsync<Errors.LimitExceededException>(() => Outbox(host, account).Spend(1));

        await host.Restart();

        var refused = await Assert.ThrowsAsync<Errors.LimitExceededException>(() => Outbox(host, account).Spend(1));
        Assert.InRange(refused.RetryAfter, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        await host.Restart("update platform_spending set spent_at = spent_at - interval '2 hours'");
        await Outbox(host, account).Spend(2);
        Assert.Equal(1, await host.Scalar<long>("select count(*) from platform_spending"));
    }

    [Fact]
    public async Task A_platform_that_says_when_to_come_back_is_left_alone_until_then_and_no_attempt_is_counted()
    {
        await using var host = await PlatformHost.Start(("Sanctum:Outbox:MaxAttempts", "1"));
        var account = await host.Connect();
        var refusals = 0;
        host.Platform.PostFault = _ => ++refusals <= 3
            ? new DependencyException("scripted", "RateLimitExceeded", ErrorClass.Transient, TimeSpan.FromMilliseconds(100))
            : null;
        var mention = host.Platform.Notify(account, "hello");

        await host.Ended(account, mention);
        await Eventually.True(() => Task.FromResult(host.Platform.RepliesTo(mention) == 1));

        Assert.Equal(4, refusals);
        await Eventually.True(
            async () => await host.Scalar<long>("select count(*) from outbox where status = 'posted' and attempts = 0") == 1);
    }

    [Fact]
    public async Task Posts_that_are_refused_for_good_end_in_error_with_the_reason()
    {
        await using var host = await PlatformHost.Start();
        var account = await host.Connect();
        host.Platform.PostFault = _ => new DependencyException("scripted", "blocked by the author", ErrorClass.Permanent);

        await host.Ended(account, host.Platform.Notify(account, "hello"));

        await Eventually.True(async () =>
            await host.Scalar<long>("select count(*) from outbox where status = 'error' and last_error like '%blocked%'") == 1);
    }

    private static IOutboxGrain Outbox(PlatformHost host, string account) =>
        host.Grains.GetGrain<IOutboxGrain>($"default/scripted/{account}");
}
