using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>
/// Which item goes next: one at a time per thread, in the thread's order of arrival; between threads high priority first,
/// then the oldest. A thread ranks as high as its highest item, so what is urgent is never stuck behind its own thread.
/// </summary>
internal sealed class QueueSchedule
{
    private readonly Dictionary<string, Thread> _threads = [];
    private readonly SortedSet<Thread> _idle = new(Comparer<Thread>.Create(Rank));
    private readonly Dictionary<Guid, ScheduledItem> _waiting = [];

    /// <summary>Items that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Whether the item waits.</summary>
    public bool Contains(Guid itemId) => _waiting.ContainsKey(itemId);

    /// <summary>Whether nothing of the thread waits or runs.</summary>
    public bool IsFree(string sessionId) => !_threads.ContainsKey(sessionId);

    /// <summary>Puts an item in its place; it may wait until <see cref="ScheduledItem.DueAt"/>.</summary>
    public void Add(ScheduledItem item)
    {
        var thread = Detach(item.SessionId);
        if (thread.Add(item))
            _waiting[item.Id] = item;
        Attach(thread);
    }

    /// <summary>Takes the next item that is due and marks its thread busy, or answers null.</summary>
    public ScheduledItem? TakeNext(DateTimeOffset now)
    {
        foreach (var thread in _idle)
        {
            if (thread.Head.DueAt > now)
                continue;
            Detach(thread.SessionId);
            var item = thread.Head;
            thread.Remove(item);
            thread.IsBusy = true;
            _waiting.Remove(item.Id);
            Attach(thread);
            return item;
        }
        return null;
    }

    /// <summary>Marks a thread busy whose item is leased already.</summary>
    public void Occupy(string sessionId)
    {
        var thread = Detach(sessionId);
        thread.IsBusy = true;
        Attach(thread);
    }

    /// <summary>Lets the thread's next item go.</summary>
    public void Free(string sessionId)
    {
        var thread = Detach(sessionId);
        thread.IsBusy = false;
        Attach(thread);
    }

    /// <summary>Forgets one waiting item.</summary>
    public void Remove(Guid itemId, string sessionId)
    {
        if (!_waiting.Remove(itemId, out var item))
            return;
        var thread = Detach(sessionId);
        thread.Remove(item);
        Attach(thread);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _threads.Clear();
        _idle.Clear();
        _waiting.Clear();
    }

    /// <summary>How many threads have an item that could go now, up to <paramref name="limit"/>.</summary>
    public int CountReady(DateTimeOffset now, int limit) => _idle.Where(thread => thread.Head.DueAt <= now).Take(limit).Count();

    /// <summary>When the next item becomes due that is not yet, or null.</summary>
    public DateTimeOffset? NextDue(DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        foreach (var thread in _idle)
        {
            if (thread.Head.DueAt > now && (next is null || thread.Head.DueAt < next))
                next = thread.Head.DueAt;
        }
        return next;
    }

    private static int Rank(Thread left, Thread right)
    {
        var byPriority = right.Priority.CompareTo(left.Priority);
        return byPriority != 0 ? byPriority : left.Head.Position.CompareTo(right.Head.Position);
    }

    // A thread's rank changes with its items, so it leaves the sorted set before it is touched and comes back after.
    private Thread Detach(string sessionId)
    {
        if (!_threads.TryGetValue(sessionId, out var thread))
            return _threads[sessionId] = new Thread(sessionId);
        if (thread.IsOffered)
            _idle.Remove(thread);
        return thread;
    }

    private void Attach(Thread thread)
    {
        if (thread.IsOffered)
            _idle.Add(thread);
        else if (!thread.IsBusy)
            _threads.Remove(thread.SessionId);
    }

    private sealed class Thread(string sessionId)
    {
        private static readonly Comparer<ScheduledItem> ByPosition = Comparer<ScheduledItem>.Create(
            (a, b) => a.Position.CompareTo(b.Position));

        private readonly SortedSet<ScheduledItem> _items = new(ByPosition);
        private int _urgent;

        public string SessionId { get; } = sessionId;

        public bool IsBusy { get; set; }

        public bool IsOffered => !IsBusy && _items.Count > 0;

        public ScheduledItem Head => _items.Min!;

        // Counted, for threads are compared all the time, and one may have as many items as memory holds.
        public QueuePriority Priority => _urgent > 0 ? QueuePriority.High : QueuePriority.Normal;

        public bool Add(ScheduledItem item)
        {
            var isNew = _items.Add(item);
            if (isNew && item.Priority == QueuePriority.High)
                _urgent++;
            return isNew;
        }

        public void Remove(ScheduledItem item)
        {
            if (_items.Remove(item) && item.Priority == QueuePriority.High)
                _urgent--;
        }
    }
}

/// <summary>A waiting item, as much of it as its order needs.</summary>
/// <param name="Id">The queue item.</param>
/// <param name="SessionId">Its thread.</param>
/// <param name="Position">Order of arrival.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="DueAt">Not offered before.</param>
/// <param name="Token">Its newest fencing token.</param>
/// <param name="Platform">Where it came from.</param>
/// <param name="TraceParent">W3C trace context of what brought it, or null.</param>
internal sealed record ScheduledItem(
    Guid Id, string SessionId, long Position, QueuePriority Priority, DateTimeOffset DueAt, long Token = 0, string Platform = "",
    string? TraceParent = null);
