using System.Collections.Concurrent;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Testing;

namespace Sanctum.Publishing;

public sealed class PlatformOutageTests
{
    private const int Posts = 10;

    [Fact]
    public async Task Ten_posts_of_an_outage_arrive_once_each_and_fewer_are_tried_at_once_until_they_do()
    {
        await using var host = await PlatformHost.Start(
            ("Sanctum:Outbox:MaxAttempts", "100"), ("Sanctum:Outbox:RetryMaxDelay", "00:00:00.200"), (
                "Sanctum:Outbox:MaxConcurrentPosts", "8"),
            ("Sanctum:Outbox:CircuitThreshold", "1000"));
        var account = await host.Connect();
        var outbox = host.Grains.GetGrain<IOutboxGrain>($"default/scripted/{account}");
        var arrived = new ConcurrentQueue<string>();
        var isDown = true;
        host.Platform.PostFault = post =>
        {
            if (isDown)
                return new DependencyException("scripted", "503", ErrorClass.Transient);
            arrived.Enqueue(post.IdempotencyKey);
            return null;
        };
        foreach (var mention in Enumerable.Range(0, Posts).Select(i => host.Platform.Notify(account, $"hello {i}")).ToList())
            await host.Ended(account, mention);

        var hurt = await Eventually.Get(outbox.GetPace, pace => pace.EffectiveBatchSize == 1);
        Assert.Equal((OutboxHealth.Degraded, 8), (hurt.Health, hurt.MostAtOnce));
        isDown = false;

        await Eventually.True(
            async () => await host.Scalar<long>("select count(*) from outbox where status = 'posted'") == Posts);
        Assert.Equal((Posts, Posts), (arrived.Count, arrived.Distinct().Count()));
        Assert.Equal((OutboxHealth.Normal, 8), ((await outbox.GetPace()).Health, (await outbox.GetPace()).EffectiveBatchSize));
    }

    [Fact]
    public async Task Posts_wait_for_a_platform_that_is_away_longer_than_their_attempts_would_last()
    {
        const int MaxAttempts = 3;
        await using var host = await PlatformHost.Start(
            ("Sanctum:Outbox:MaxAttempts", $"{MaxAttempts}"), ("Sanctum:Outbox:CircuitThreshold", "2"), (
                "Sanctum:Outbox:CircuitPause", "00:00:00.100"),
            ("Sanctum:Outbox:RetryBaseDelay", "00:00:00.010"));
        var account = await host.Connect();
        var (isDown, tries) = (true, 0);
        host.Platform.PostFault = _ =>
        {
            Interlocked.Increment(ref tries);
            return isDown ? new DependencyException("scripted", "503 on fire", ErrorClass.Transient) : null;
        };
        foreach (var mention in Enumerable.Range(0, 3).Select(i => host.Platform.Notify(account, $"hello {i}")).ToList())
            await host.Ended(account, mention);

        await Eventually.True(() => Task.FromResult(tries > 4 * 3 * MaxAttempts));
        Assert.Equal(3, await host.Scalar<long>("select count(*) from outbox where status <> 'error'"));
        Assert.NotEqual(0, await host.Scalar<long>("select count(*) from outbox where last_error like '%on fire%'"));
        isDown = false;

        await Eventually.True(async () => await host.Scalar<long>("select count(*) from outbox where status = 'posted'") == 3);
    }

    [Fact]
    public async Task A_platform_that_fails_in_a_row_is_left_alone_and_tried_with_one_post_first()
    {
        await using var host = await PlatformHost.Start(
            ("Sanctum:Outbox:MaxAttempts", "100"), ("Sanctum:Outbox:CircuitThreshold", "4"), (
                "Sanctum:Outbox:CircuitPause", "00:00:00.300"));
        var account = await host.Connect();
        var outbox = host.Grains.GetGrain<IOutboxGrain>($"default/scripted/{account}");
        var isDown = true;
        host.Platform.PostFault = _ => isDown ? new DependencyException("scripted", "503", ErrorClass.Transient) : null;
        foreach (var mention in Enumerable.Range(0, Posts).Select(i => host.Platform.Notify(account, $"hello {i}")).ToList())
            await host.Ended(account, mention);

        var down = await Eventually.Get(outbox.GetPace, pace => pace.Health == OutboxHealth.Down);
        Assert.Equal(0, down.EffectiveBatchSize);
        Assert.NotNull(down.CircuitOpenFor);
        isDown = false;

        await Eventually.True(() => Task.FromResult(host.Platform.Posts.Count == Posts));
        await Eventually.Get(outbox.GetPace, pace => pace is { Health: not OutboxHealth.Down, EffectiveBatchSize: > 1 });
    }
}
