using System.Collections.Immutable;
using Sanctum.Queues;

namespace Sanctum.Publishing;

/// <summary>What an outbox knows of the posts that wait, and which of them goes next: a cache of their rows.</summary>
/// <param name="loadPending">Reads the rows of posts that have not ended, in order, at most so many.</param>
/// <param name="clock">The time by which posts become due.</param>
internal sealed class OutboxCache(Func<int, Task<ImmutableArray<PendingPost>>> loadPending, TimeProvider clock)
{
    /// <summary>The most rows that are read at once.</summary>
    public const int RowsPerLook = 500;

    private readonly QueueSchedule _schedule = new();
    private readonly Dictionary<Guid, PendingPost> _posts = [];
    private readonly DiscardedPosts _withdrawn = new(clock);
    private Task _loading = Task.CompletedTask;
    private bool _hasMoreRows;

    /// <summary>Whether a post waits, now or until it is due.</summary>
    public bool HasWaiting => _schedule.Count > 0;

    /// <summary>Takes in a post whose row has been committed. Behind rows that are not known yet it waits for its turn.</summary>
    public void TakeIn(OutboundPost post, long position)
    {
        if (!_hasMoreRows)
            Add(new PendingPost(post, position));
    }

    /// <summary>Reads the rows; those who ask meanwhile share it.</summary>
    public Task Reload() => _loading.IsCompleted ? _loading = Load() : _loading;

    /// <summary>Reads the rows as they are now; a look that is under way may have come before.</summary>
    public async Task ReadAgain()
    {
        await _loading;
        await Reload();
    }

    /// <summary>Reads more rows where there are some and nothing is known to wait.</summary>
    public Task EnsureWaiting() => !HasWaiting && _hasMoreRows ? Reload() : Task.CompletedTask;

    /// <summary>How many posts could go now, up to <paramref name="limit"/>.</summary>
    public int CountReady(DateTimeOffset now, int limit) => _schedule.CountReady(now, limit);

    /// <summary>
    /// Takes the post that goes next, or null if none is due. No other of its session goes before it is put back.
    /// </summary>
    public PendingPost? TakeNext(DateTimeOffset now) => _schedule.TakeNext(now) is { } next ? _posts[next.Id] : null;

    /// <summary>When the next post is due that is not yet, or null if there is none.</summary>
    public DateTimeOffset? NextDue(DateTimeOffset now) => _schedule.NextDue(now);

    /// <summary>Ends what <see cref="TakeNext"/> began.</summary>
    /// <param name="taken">The post.</param>
    /// <param name="waiting">The post as it waits now; null if it has ended, or only its row knows.</param>
    public void PutBack(PendingPost taken, PendingPost? waiting)
    {
        _posts.Remove(taken.Post.Id);
        if (waiting is not null)
            Add(waiting);
        _schedule.Free(taken.Post.SessionId);
    }

    /// <summary>Lets go of a post, known or not, so that it is not taken; false if it has been taken already.</summary>
    public bool TryWithdraw(Guid postId)
    {
        if (_posts.TryGetValue(postId, out var pending) && !_schedule.Contains(postId))
            return false;
        _withdrawn.Add(postId);
        if (pending is not null)
            Forget(pending);
        return true;
    }

    /// <summary>Undoes a withdrawal: if the post waits, the next look at the rows brings it back.</summary>
    public void Readmit(Guid postId) => _withdrawn.Remove(postId);

    // Rows are added to what memory knows, never taken from it: a post that is under way while the rows are read looks like
    // one that waits.
    private async Task Load()
    {
        var known = _posts.Keys.ToHashSet();
        var rows = await loadPending(RowsPerLook);
        foreach (var row in rows.Where(row => !known.Contains(row.Post.Id)))
            Add(row);
        _hasMoreRows = rows.Length == RowsPerLook;
    }

    private void Add(PendingPost pending)
    {
        if (!_withdrawn.Contains(pending.Post.Id) && _posts.TryAdd(pending.Post.Id, pending))
            _schedule.Add(pending.Schedule(clock.GetUtcNow() + pending.DueIn));
    }

    private void Forget(PendingPost pending)
    {
        _schedule.Remove(pending.Post.Id, pending.Post.SessionId);
        _posts.Remove(pending.Post.Id);
    }
}
