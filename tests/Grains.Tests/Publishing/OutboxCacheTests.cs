using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;

namespace Sanctum.Publishing;

public sealed class OutboxCacheTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<PendingPost> _rows = [];

    [Fact]
    public async Task A_post_that_is_under_way_is_not_taken_again_when_the_rows_are_read()
    {
        var cache = Memory();
        _rows.Add(Post(1));
        await cache.Reload();
        var taken = cache.TakeNext(_clock.GetUtcNow())!;

        await cache.Reload();

        Assert.Null(cache.TakeNext(_clock.GetUtcNow()));
        cache.PutBack(taken, waiting: null);
        Assert.False(cache.HasWaiting);
    }

    [Fact]
    public void Posts_of_one_session_go_one_after_the_other()
    {
        var cache = Memory();
        cache.TakeIn(Post(1).Post, 1);
        cache.TakeIn(Post(2).Post, 2);
        cache.TakeIn(Post(3, session: "other").Post, 3);

        var first = cache.TakeNext(_clock.GetUtcNow())!;

        Assert.Equal((1, 3), (first.Position, cache.TakeNext(_clock.GetUtcNow())!.Position));
        Assert.Null(cache.TakeNext(_clock.GetUtcNow()));
        cache.PutBack(first, waiting: null);
        Assert.Equal(2, cache.TakeNext(_clock.GetUtcNow())!.Position);
    }

    [Fact]
    public void What_is_put_back_to_wait_is_taken_again_when_it_is_due()
    {
        var cache = Memory();
        cache.TakeIn(Post(1).Post, 1);
        var taken = cache.TakeNext(_clock.GetUtcNow())!;

        cache.PutBack(taken, taken with { DueIn = TimeSpan.FromSeconds(10), Attempts = 1 });

        Assert.Null(cache.TakeNext(_clock.GetUtcNow()));
        Assert.Equal(_clock.GetUtcNow().AddSeconds(10), cache.NextDue(_clock.GetUtcNow()));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, cache.TakeNext(_clock.GetUtcNow())!.Attempts);
    }

    [Fact]
    public async Task What_comes_behind_rows_that_are_not_known_yet_waits_for_its_turn()
    {
        var cache = Memory();
        _rows.AddRange(Enumerable.Range(1, OutboxCache.RowsPerLook + 1).Select(i => Post(i)));
        await cache.Reload();

        cache.TakeIn(Post(1000, session: "other").Post, 1000);

        Assert.Equal(1, cache.CountReady(_clock.GetUtcNow(), 10));
    }

    [Fact]
    public async Task A_withdrawn_post_is_not_taken_whoever_brings_it()
    {
        var cache = Memory();
        var post = Post(1);
        cache.TakeIn(post.Post, 1);

        Assert.True(cache.TryWithdraw(post.Post.Id));
        cache.TakeIn(post.Post, 1);
        _rows.Add(post);
        await cache.Reload();

        Assert.Null(cache.TakeNext(_clock.GetUtcNow()));
        cache.Readmit(post.Post.Id);
        await cache.Reload();
        Assert.NotNull(cache.TakeNext(_clock.GetUtcNow()));
    }

    [Fact]
    public void A_post_that_was_taken_can_not_be_withdrawn()
    {
        var cache = Memory();
        cache.TakeIn(Post(1).Post, 1);
        var taken = cache.TakeNext(_clock.GetUtcNow())!;

        Assert.False(cache.TryWithdraw(taken.Post.Id));
    }

    [Fact]
    public void Withdrawals_are_forgotten_when_nothing_can_be_under_way_any_more()
    {
        var withdrawn = new DiscardedPosts(_clock);
        for (var day = 0; day < 10; day++)
        {
            var last = Guid.NewGuid();
            foreach (var post in Enumerable.Range(0, 10).Select(_ => Guid.NewGuid()).Append(last))
                withdrawn.Add(post);
            _clock.Advance(DiscardedPosts.Memory - TimeSpan.FromTicks(1));
            Assert.True(withdrawn.Contains(last));
            _clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.InRange(withdrawn.Count, 11, 22);
    }

    private OutboxCache Memory() => new(limit => Task.FromResult(_rows.Take(limit).ToImmutableArray()), _clock);

    private static PendingPost Post(int position, string session = "session") =>
        new(new OutboundPost(Guid.NewGuid(), $"key-{position}", "sandbox", "account", session, "text", null, null), position);
}
