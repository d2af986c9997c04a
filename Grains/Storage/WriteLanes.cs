using System.Threading.Channels;

namespace Sanctum.Storage;

/// <summary>
/// Writes that wait for a writer: rows for one statement in one line, statements that take turns in another, and everything
/// else in a third. The rows of a line are taken by one writer at a time: those that come meanwhile run together, and a statement
/// costs its beginning once for all of them.
/// </summary>
internal sealed class WriteLanes(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<object, WriteLane> _lines = [];
    private readonly WriteLane _others = new(takesTurns: false);
    private readonly Channel<WriteLane> _ready = Channel.CreateUnbounded<WriteLane>();
    private int _waiting;
    private bool _isClosed;

    /// <summary>Whether nothing is taken in any more.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
                return _isClosed;
        }
    }

    /// <summary>Takes a write in; false when as many wait as may, or after the end.</summary>
    public bool TryAdd(PendingWrite write)
    {
        lock (_lock)
        {
            if (_isClosed || _waiting == capacity)
                return false;
            _waiting++;
            var lane = LaneOf(write);
            lane.Add(write);
            Announce(lane);
            return true;
        }
    }

    /// <summary>Takes nothing more in; what waits is still to be taken.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            EndIfEmpty();
        }
    }

    /// <summary>
    /// Waits for writes and moves those of one lane to <paramref name="group"/>, at most <paramref name="most"/>; null at the
    /// end.
    /// </summary>
    public async ValueTask<WriteLane?> Take(List<PendingWrite> group, int most)
    {
        while (await _ready.Reader.WaitToReadAsync())
        {
            if (!_ready.Reader.TryRead(out var lane))
                continue; // another writer took it
            lock (_lock)
            {
                lane.Take(group, most);
                _waiting -= group.Count;
                Announce(lane);
                EndIfEmpty();
            }
            return lane;
        }
        return null;
    }

    /// <summary>Lets the next writer take from a lane.</summary>
    public void Release(WriteLane lane)
    {
        lock (_lock)
        {
            lane.Release();
            Announce(lane);
        }
    }

    private WriteLane LaneOf(PendingWrite write)
    {
        if (write.Line is not { } line)
            return _others;
        if (!_lines.TryGetValue(line, out var lane))
            _lines.Add(line, lane = new WriteLane(takesTurns: true));
        return lane;
    }

    private void Announce(WriteLane lane)
    {
        if (lane.TryAnnounce())
            _ready.Writer.TryWrite(lane);
    }

    // Not before: a lane that a writer holds is announced only when it is released.
    private void EndIfEmpty()
    {
        if (_isClosed && _waiting == 0)
            _ready.Writer.TryComplete();
    }
}
