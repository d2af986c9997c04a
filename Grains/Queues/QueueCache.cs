using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>
/// What a queue knows of its open rows without asking them: a cache that is filled again after anything that leaves it in doubt.
/// </summary>
internal sealed class QueueCache(
    GrainKey key, QueueStore store, QueueBacklogStore backlog, QueueModeStore modes, QueueOptions options, TimeProvider clock,
    ILogger logger, Action whenRead)
{
    // So many threads in memory give every worker something to do.
    private const int EnoughThreads = 64;
    private const int MaxOfOtherThread = 16;

    private bool _isStale = true;
    private bool _mayHaveOthers;
    private long _unseen;
    private int _writesUnderWay;
    private TaskCompletionSource? _quiet;
    private Task? _loading;

    /// <summary>The items that wait, and the threads that are busy.</summary>
    public QueueSchedule Schedule { get; } = new();

    /// <summary>The leases that are out.</summary>
    public ActiveLeases Leases { get; } = new();

    /// <summary>What operators have asked of the queue.</summary>
    public QueueModeState Mode { get; private set; } = QueueModeState.Running;

    /// <summary>Whether more items wait than memory holds.</summary>
    public bool HasMoreRows { get; private set; }

    /// <summary>How many items wait, in memory and beyond it.</summary>
    public long Depth => Schedule.Count + _unseen;

    /// <summary>
    /// Whether to read the rows before it is said that nothing can go: memory holds nothing that waits, or what it holds waits
    /// for its threads while beyond it there may be others.
    /// </summary>
    public bool NeedsMoreRows(DateTimeOffset now) =>
        HasMoreRows && (Schedule.Count == 0 || _mayHaveOthers && Schedule.CountReady(now, 1) == 0);

    /// <summary>Whether the item waits or is out.</summary>
    public bool IsOpen(Guid itemId) => Schedule.Contains(itemId) || Leases.Contains(itemId);

    /// <summary>
    /// Takes up an item that has just arrived. Behind rows that memory does not hold it waits for its turn, unless it is urgent.
    /// </summary>
    public void Arrived(ScheduledItem item)
    {
        if (!HasMoreRows)
        {
            Schedule.Add(item);
            return;
        }
        _unseen++;
        _mayHaveOthers = true;
        if (item.Priority > QueuePriority.Normal)
            Invalidate();
    }

    /// <summary>The rows know better: they are read before anything else is done.</summary>
    public void Invalidate() => _isStale = true;

    /// <summary>What became of the item, only the rows say; until they are read its thread does not go on without it.</summary>
    public void Invalidate(LeaseToken lease)
    {
        Invalidate();
        Release(lease);
    }

    /// <summary>Ends a lease, if it is still the item's newest, and lets its thread go on.</summary>
    public void Release(LeaseToken lease)
    {
        if (Leases.TryGet(lease, out _))
            Release(lease.ItemId, lease.SessionId);
    }

    /// <summary>Ends whatever lease the item has, and lets its thread go on.</summary>
    public void Release(Guid itemId, string sessionId)
    {
        if (!Leases.End(itemId))
            return;
        Schedule.Free(sessionId);
        // More of its thread may wait beyond memory.
        _mayHaveOthers |= Schedule.IsFree(sessionId);
    }

    /// <summary>
    /// Runs a write on rows that memory is sure of. One that failed may have happened all the same, so they are read again.
    /// </summary>
    public async Task<T> Write<T>(Func<Task<T>> write)
    {
        await EnsureFresh();
        _writesUnderWay++;
        try
        {
            return await write();
        }
        catch (Exception e) when (e is StorageUnavailableException or NpgsqlException)
        {
            Invalidate();
            QueueLog.MemoryStale(logger, e, key.ToString());
            throw;
        }
        finally
        {
            if (--_writesUnderWay == 0)
                _quiet?.TrySetResult();
        }
    }

    /// <summary>Reads the rows if memory is in doubt of them.</summary>
    public async ValueTask EnsureFresh()
    {
        while (_isStale || _loading is not null)
            await Reload();
    }

    /// <summary>Reads the rows as they are now; a load that is under way may have looked before they were there.</summary>
    public async Task ReadAgain()
    {
        await (_loading ?? Task.CompletedTask);
        await Reload();
    }

    /// <summary>Reads the rows, with whoever does so already.</summary>
    public Task Reload() => _loading ??= Load();

    // Rows are read only while no write is under way, so what is read is never older than what memory knows.
    private async Task Load()
    {
        await Task.Yield();
        try
        {
            while (_writesUnderWay > 0)
            {
                _quiet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await _quiet.Task;
            }
            _isStale = false; // a doubt that comes up while the rows are read is about newer ones
            Mode = await modes.Find(key, CancellationToken.None);
            var open = await store.LoadOpen(key, options.Window, CancellationToken.None);
            var waiting = 0L;
            var hasMoreRows = open.Length == options.Window;
            if (hasMoreRows)
            {
                open = await WithOlderOfUrgent(open);
                open = await WithOtherThreads(open);
                waiting = await backlog.CountWaiting(key, CancellationToken.None);
            }
            HasMoreRows = hasMoreRows;
            _mayHaveOthers = false;
            _unseen = Math.Max(0, waiting - open.Count(item => !item.IsLeased));
            Rebuild(open);
            whenRead();
        }
        catch
        {
            _isStale = true;
            throw;
        }
        finally
        {
            _loading = null;
        }
    }

    // An urgent item is read before its thread's older ones, which go first all the same.
    private async Task<ImmutableArray<OpenItem>> WithOlderOfUrgent(ImmutableArray<OpenItem> open)
    {
        var urgent = open.Where(item => !item.IsLeased && item.Priority > QueuePriority.Normal).Select(item => item.SessionId)
            .Distinct().ToList();
        return urgent.Count == 0
            ? open
            : [.. open.UnionBy(await backlog.LoadThreads(key, urgent, options.Window, CancellationToken.None), item => item.Id)];
    }

    // A long thread fills memory although only one of its items goes at a time; the others' people do not wait for all of it.
    private async Task<ImmutableArray<OpenItem>> WithOtherThreads(ImmutableArray<OpenItem> open)
    {
        var known = open.Select(item => item.SessionId).ToHashSet(StringComparer.Ordinal);
        var missing = EnoughThreads - known.Count;
        return missing <= 0 ? open : open.AddRange(
            await backlog.LoadOthers(key, known, MaxOfOtherThread, missing * MaxOfOtherThread, CancellationToken.None));
    }

    private void Rebuild(ImmutableArray<OpenItem> open)
    {
        var now = clock.GetUtcNow();
        // A row that waits may have been offered already; its turn begins any moment, or has died on its way.
        bool IsOut(OpenItem item) => item.IsLeased || Leases.WasOffered(item.Id, item.Token + 1, now - options.LeaseDuration);
        var isOut = open.ToLookup(IsOut);
        Schedule.Clear();
        Leases.RetainOnly(isOut[true].ToDictionary(item => item.Id, item => item.IsLeased ? item.Token : item.Token + 1));
        foreach (var item in isOut[true])
        {
            Schedule.Occupy(item.SessionId);
            if (item.IsLeased)
                Leases.Add(item.Id, item.SessionId, item.Token, now);
        }
        foreach (var item in isOut[false])
        {
            Schedule.Add(new ScheduledItem(
                item.Id, item.SessionId, item.Position, item.Priority, now + item.DueIn, item.Token, item.Platform,
                item.TraceParent));
        }
    }
}
