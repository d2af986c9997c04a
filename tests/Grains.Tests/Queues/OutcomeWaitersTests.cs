using Microsoft.Extensions.Time.Testing;
using Sanctum.Errors;
using Sanctum.Turns;

namespace Sanctum.Queues;

public sealed class OutcomeWaitersTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly HashSet<Guid> _open = [];
    private readonly Dictionary<Guid, QueueItem> _rows = [];
    private readonly OutcomeWaiters _waiters;
    private readonly Guid _item = Guid.CreateVersion7();

    public OutcomeWaitersTests() =>
        _waiters = new OutcomeWaiters(_open.Contains, id => Task.FromResult(_rows.GetValueOrDefault(id)), _clock);

    [Fact]
    public async Task Everyone_who_waits_is_told_and_nothing_is_left()
    {
        _open.Add(_item);
        var waits = Enumerable.Range(0, 3).Select(_ => _waiters.Wait(_item, Long, CancellationToken.None)).ToList();

        _waiters.Ended(new ItemOutcome(_item, QueueItemStatus.Done, null));

        Assert.All(await Task.WhenAll(waits), outcome => Assert.Equal(QueueItemStatus.Done, outcome!.Status));
        Assert.Equal(0, _waiters.Count);
    }

    [Fact]
    public async Task A_wait_for_an_unknown_item_says_so_and_leaves_nothing_behind()
    {
        await Assert.ThrowsAsync<NotFoundException>(() => _waiters.Wait(_item, Long, CancellationToken.None));

        Assert.Equal(0, _waiters.Count);
    }

    [Fact]
    public async Task A_wait_that_takes_too_long_asks_the_rows_and_leaves_nothing_behind()
    {
        _open.Add(_item);
        _rows[_item] = Row(QueueItemStatus.Processing);
        var first = _waiters.Wait(_item, Long, CancellationToken.None);
        _clock.Advance(Long);
        Assert.Null(await first);

        _rows[_item] = Row(QueueItemStatus.Done);
        var second = _waiters.Wait(_item, Long, CancellationToken.None);
        Assert.False(second.IsCompleted);
        _clock.Advance(Long);

        Assert.Equal(QueueItemStatus.Done, (await second)!.Status);
        Assert.Equal(0, _waiters.Count);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_leaves_the_others_waiting()
    {
        _open.Add(_item);
        using var cancelled = new CancellationTokenSource();
        var leaving = _waiters.Wait(_item, Long, cancelled.Token);
        var staying = _waiters.Wait(_item, Long, CancellationToken.None);

        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.Equal(1, _waiters.Count);
        _waiters.Ended(new ItemOutcome(_item, QueueItemStatus.NoReply, null));

        Assert.Equal(QueueItemStatus.NoReply, (await staying)!.Status);
        Assert.Equal(0, _waiters.Count);
    }

    [Fact]
    public async Task An_item_that_ended_by_another_hand_is_found_when_the_rows_are_looked_at()
    {
        _open.Add(_item);
        var wait = _waiters.Wait(_item, Long, CancellationToken.None);
        _open.Clear();
        _rows[_item] = Row(QueueItemStatus.Error);

        await _waiters.LookAgain();

        Assert.Equal(QueueItemStatus.Error, (await wait)!.Status);
        Assert.Equal(QueueItemStatus.Error, (await _waiters.Wait(_item, Long, CancellationToken.None))!.Status);
        Assert.Equal(0, _waiters.Count);
    }

    private QueueItem Row(QueueItemStatus status) => new(
        _item, new Notification("n", "s", "api", "", "ann", "hello", QueuePriority.Normal, default), status, 0, default, default,
        null, null, null, null, null);
}
