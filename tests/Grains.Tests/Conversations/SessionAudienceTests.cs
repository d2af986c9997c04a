using System.Collections.Concurrent;
using Sanctum.Streams;
using Sanctum.Testing;

namespace Sanctum.Conversations;

/// <summary>What those who watch a session hear, and in which order.</summary>
public sealed class SessionAudienceTests
{
    private readonly SessionAudience _audience = new(TimeProvider.System);

    [Fact]
    public async Task Watcher_whose_messages_take_different_times_hears_events_in_order()
    {
        var watcher = new Watcher(seq => Task.Delay(seq % 3 == 0 ? 0 : 10));
        _audience.Add(watcher);

        foreach (var seq in Enumerable.Range(1, 20))
            _audience.Publish(Event(seq));

        await watcher.HasHeard(20);
        Assert.Equal(Enumerable.Range(1, 20).Select(seq => (long)seq), watcher.Heard);
    }

    [Fact]
    public async Task Watcher_that_never_answers_keeps_neither_others_nor_its_next_event()
    {
        var silent = new Watcher(seq => Task.Delay(seq == 1 ? Timeout.Infinite : 0));
        var quick = new Watcher(_ => Task.CompletedTask);
        _audience.Add(silent);
        _audience.Add(quick);

        _audience.Publish(Event(1));
        _audience.Publish(Event(2));

        await quick.HasHeard(2);
        await silent.HasHeard(1);
        Assert.Equal([2], silent.Heard);
    }

    [Fact]
    public async Task Event_that_was_lost_does_not_end_the_watch()
    {
        var watcher = new Watcher(
            seq => seq == 1 ? throw new TimeoutException("The gateway did not answer.") : Task.CompletedTask);
        _audience.Add(watcher);

        _audience.Publish(Event(1));
        _audience.Publish(Event(2));

        await watcher.HasHeard(1);
        Assert.Equal([2], watcher.Heard);
    }

    [Fact]
    public async Task Watch_that_is_renewed_keeps_its_order()
    {
        var watcher = new Watcher(seq => Task.Delay(seq == 1 ? 50 : 0));
        _audience.Add(watcher);
        _audience.Publish(Event(1));

        _audience.Add(watcher);
        _audience.Publish(Event(2));

        await watcher.HasHeard(2);
        Assert.Equal([1, 2], watcher.Heard);
    }

    private static EventEnvelope Event(long seq) =>
        new(
            Guid.NewGuid(), "reply.delta", 1, "default", "default/s-1", seq, DateTimeOffset.UtcNow, null,
            new ReplyDelta(Guid.Empty, 1, "word"));

    /// <param name="travel">How the message with the number given reaches the watcher.</param>
    private sealed class Watcher(Func<long, Task> travel) : ISessionObserver
    {
        public ConcurrentQueue<long> Heard { get; } = new();

        public async Task Receive(EventEnvelope happened)
        {
            await travel(happened.Seq!.Value);
            Heard.Enqueue(happened.Seq!.Value);
        }

        public Task Moved() => Task.CompletedTask;

        public Task HasHeard(int count) => Eventually.True(() => Task.FromResult(Heard.Count == count));
    }
}
