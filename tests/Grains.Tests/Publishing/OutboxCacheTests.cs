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
        var memory = Memory();
        _rows.Add(Post(1));
        await memory.Reload();
        var taken = memory.TakeNext(_clock.GetUtcNow())!;

        await memory.Reload();

        Assert.Null(memory.TakeNext(_clock.GetUtcNow()));
        memory.PutBack(taken, waiting: null);
        Assert.False(memory.HasWaiting);
    }

    [Fact]
    public void Posts_of_one_session_go_one_after_the_other()
    {
        var memory = Memory();
        memory.TakeIn(Post(1).Post, 1);
        memory.TakeIn(Post(2).Post, 2);
        memory.TakeIn(Post(3, session: "other").Post, 3);

        var first = memory.TakeNext(_clock.GetUtcNow())!;

        Assert.Equal((1, 3), (first.Position, memory.TakeNext(_clock.GetUtcNow())!.Position));
        Assert.Null(memory.TakeNext(_clock.GetUtcNow()));
        memory.PutBack(first, waiting: null);
        Assert.Equal(2, memory.TakeNext(_clock.GetUtcNow())!.Position);
    }

    [Fact]
    public void What_is_put_back_to_wait_is_taken_again_when_it_is_due()
    {
        var memory = Memory();
        memory.TakeIn(Post(1).Post, 1);
        var taken = memory.TakeNext(_clock.GetUtcNow())!;

        memory.PutBack(taken, taken with { DueIn = TimeSpan.FromSeconds(10), Attempts = 1 });

        Assert.Null(memory.TakeNext(_clock.GetUtcNow()));
        Assert.Equal(_clock.GetUtcNow().AddSeconds(10), memory.NextDue(_clock.GetUtcNow()));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, memory.TakeNext(_clock.GetUtcNow())!.Attempts);
    }

    [Fact]
    public async Task What_comes_behind_rows_that_are_not_known_yet_waits_for_its_turn()
    {
        var memory = Memory();
        _rows.AddRange(Enumerable.Range(1, OutboxCache.RowsPerLook + 1).Select(i => Post(i)));
        await memory.Reload();

        memory.TakeIn(Post(1000, session: "other").Post, 1000);

        Assert.Equal(1, memory.CountReady(_clock.GetUtcNow(), 10));
    }

    [Fact]
    public async Task A_withdrawn_post_is_not_taken_whoever_brings_it()
    {
        var memory = Memory();
        var post = Post(1);
        memory.TakeIn(post.Post, 1);

        Assert.True(memory.TryWithdraw(post.Post.Id));
        memory.TakeIn(post.Post, 1);
        _rows.Add(post);
        await memory.Reload();

        Assert.Null(memory.TakeNext(_clock.GetUtcNow()));
        memory.Readmit(post.Post.Id);
        await memory.Reload();
        Assert.NotNull(memory.TakeNext(_clock.GetUtcNow()));
    }

    [Fact]
    public void A_post_that_was_taken_can_not_be_withdrawn()
    {
        var memory = Memory();
        memory.TakeIn(Post(1).Post, 1);
        var taken = memory.TakeNext(_clock.GetUtcNow())!;

        Assert.False(memory.TryWithdraw(taken.Post.Id));
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
