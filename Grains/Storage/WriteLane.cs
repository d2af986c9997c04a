namespace Sanctum.Storage;

/// <summary>Writes that wait in one line; see <see cref="WriteLanes"/>.</summary>
internal sealed class WriteLane(bool takesTurns)
{
    private readonly Queue<PendingWrite> _writes = [];
    private bool _isAnnounced;
    private bool _isTaken;

    public void Add(PendingWrite write) => _writes.Enqueue(write);

    /// <summary>Whether a writer is to be told that there is something to take; yes once.</summary>
    public bool TryAnnounce()
    {
        if (_isAnnounced || _writes.Count == 0 || (_isTaken && takesTurns))
            return false;
        _isAnnounced = true;
        return true;
    }

    /// <summary>Moves what waits to a writer's group, at most <paramref name="most"/>.</summary>
    public void Take(List<PendingWrite> group, int most)
    {
        _isAnnounced = false;
        _isTaken = true;
        while (group.Count < most && _writes.TryDequeue(out var write))
            group.Add(write);
    }

    public void Release() => _isTaken = false;
}
