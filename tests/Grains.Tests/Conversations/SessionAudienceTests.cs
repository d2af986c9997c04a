using System.Collections.Concurrent;
using Sanctum.Streams;
using Sanctum.Testing;

namespace Sanctum.Conversations;

/// <summary>What those who watch a session hear, and in which order.</summary>
public sealed class SessionAudienceTests
{
    private readonly SessionAudience _audience = new(TimeProvider.System);

    [Fact]
    public async Task Watcher_that_answers_late_hears_events_in_order()
    {
        var slow = new Watcher { Answer = new TaskCompletionSource() };
        _audience.Add(slow);

        foreach (var seq in Enumerable.Range(1, 3))
            _audience.Publish(Event(seq));

        Assert.Equal([1], slow.Heard);
        slow.Answer.SetResult();
        await Eventually.True(() => Task.FromResult(slow.Heard.Count == 3));
        Assert.Equal([1, 2, 3], slow.Heard);
    }

    [Fact]
    public async Task Slow_watcher_keeps_nobody_waiting()
    {
        var slow = new Watcher { Answer = new TaskCompletionSource() };
        var quick = new Watcher();
        _audience.Add(slow);
        _audience.Add(quick);

        _audience.Publish(Event(1));
        _audience.Publish(Event(2));

        await Eventually.True(() => Task.FromResult(quick.Heard.Count == 2));
        Assert.Single(slow.Heard);
    }

    [Fact]
    public async Task Event_that_was_lost_does_not_end_the_watch()
    {
        var watcher = new Watcher { Answer = new TaskCompletionSource() };
        _audience.Add(watcher);

        _audience.Publish(Event(1));
        _audience.Publish(Event(2));
        watcher.Answer.SetException(new TimeoutException("The gateway did not answer."));

        await Eventually.True(() => Task.FromResult(watcher.Heard.Count == 2));
    }

    [Fact]
    public void Renewed_watch_is_the_same_watch()
    {
        var watcher = new Watcher { Answer = new TaskCompletionSource() };
        _audience.Add(watcher);
        _audience.Publish(Event(1));

        _audience.Add(watcher);
        _audience.Publish(Event(2));

        Assert.Equal([1], watcher.Heard);
    }

    private static EventEnvelope Event(long seq) =>
        new(Guid.NewGuid(), "reply.delta", 1, "default", "default/s-1", seq, DateTimeOffset.UtcNow, null, new ReplyDelta(Guid.Empty, 1, "word"));

    private sealed class Watcher : ISessionObserver
    {
        public ConcurrentQueue<long> Heard { get; } = new();

        /// <summary>What <see cref="Receive"/> answers with; null is an answer at once.</summary>
        public TaskCompletionSource? Answer { get; set; }

        public Task Receive(EventEnvelope happened)
        {
            Heard.Enqueue(happened.Seq!.Value);
            return Answer?.Task ?? Task.CompletedTask;
        }

        public Task Moved() => Task.CompletedTask;
    }
}
