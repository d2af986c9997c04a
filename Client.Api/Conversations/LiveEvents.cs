using System.Threading.Channels;
using Sanctum.Identity;
using Sanctum.Streams;

namespace Sanctum.Conversations;

/// <summary>
/// What happens in a session from the time at which its owner opened it, in a bounded buffer. Where the buffer is full,
/// deltas are dropped; a null in it says that the rows hold entries that did not arrive.
/// </summary>
internal sealed class LiveEvents : ISessionObserver, IAsyncDisposable
{
    private readonly ILiveEventsOwner _owner;
    private readonly Channel<SessionEvent?> _buffer;
    private int _mustReadRows;
    private long _lastSeq;

    public LiveEvents(ILiveEventsOwner owner, GrainKey session, int capacity)
    {
        (_owner, Session) = (owner, session);
        _buffer = Channel.CreateBounded<SessionEvent?>(
            new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    }

    /// <summary>The session, with its tenant: it is asked for outside the request too.</summary>
    public GrainKey Session { get; }

    public ChannelReader<SessionEvent?> Reader => _buffer.Reader;

    /// <summary>Entries up to <paramref name="lastSeq"/> were committed before the view was opened.</summary>
    public void StartAt(long lastSeq) => Interlocked.Exchange(ref _lastSeq, lastSeq);

    /// <summary>Whether an entry did not arrive since the last time this was asked.</summary>
    public bool TakeLostEntry() => Interlocked.Exchange(ref _mustReadRows, 0) != 0;

    /// <summary>Looks whether the session is further than what arrived, and renews the watch.</summary>
    public Task Renew() => _owner.Renew(this);

    /// <summary>The session's newest entry is <paramref name="lastSeq"/>.</summary>
    public void SawLastSeq(long lastSeq)
    {
        if (lastSeq <= Interlocked.Read(ref _lastSeq))
            return;
        Interlocked.Exchange(ref _lastSeq, lastSeq);
        ReadRows();
    }

    public Task Receive(EventEnvelope happened)
    {
        if (happened.Payload is not SessionEvent seen)
            return Task.CompletedTask;
        if (_buffer.Writer.TryWrite(seen))
            NoteEntry(seen);
        else if (seen is EntryAppended)
            Interlocked.Exchange(ref _mustReadRows, 1);
        return Task.CompletedTask;
    }

    public Task Moved()
    {
        _owner.RenewSoon(this);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _buffer.Writer.TryComplete();
        return _owner.Close(this);
    }

    private void NoteEntry(SessionEvent seen)
    {
        if (seen is EntryAppended { Entry.Seq: var seq } && seq > Interlocked.Read(ref _lastSeq))
            Interlocked.Exchange(ref _lastSeq, seq);
    }

    // A full buffer wakes its reader anyway.
    private void ReadRows()
    {
        Interlocked.Exchange(ref _mustReadRows, 1);
        _buffer.Writer.TryWrite(null);
    }
}

/// <summary>Opens live events, and keeps their sessions sending to them.</summary>
internal interface ILiveEventsOwner
{
    /// <summary>Renews the watch of a view.</summary>
    Task Renew(LiveEvents view);

    /// <summary>Renews the watch of a view without being waited for, as often as it takes.</summary>
    void RenewSoon(LiveEvents view);

    /// <summary>Ends the watch of a view.</summary>
    ValueTask Close(LiveEvents view);
}
