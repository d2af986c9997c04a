using System.Collections.Immutable;
using Sanctum.Edge;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>
/// Brings one client up to date and keeps it there. Entries go out strictly in order and once: one that does not follow the
/// last sends us back to the rows, and so does the clock, because a live event may be lost.
/// </summary>
internal sealed partial class SessionFeed(
    ISessionGrain session, LiveEvents live, SseWriter client, GatewayOptions options, ILogger logger)
{
    private const int RowsPerRead = 200;
    private const int MaxEndedTurns = 64;
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    private readonly List<Guid> _endedTurns = [];
    private long _lastSeq;
    private bool _isBehind;

    /// <summary>Runs until cancelled.</summary>
    public async Task Run(long cursor, CancellationToken cancellationToken)
    {
        _lastSeq = cursor;
        var first = await session.Read(_lastSeq, RowsPerRead);
        await client.Start(cancellationToken);
        await WriteRows(first.Entries, cancellationToken);
        if (_lastSeq < first.LastSeq)
            await CatchUp(cancellationToken);
        while (true)
            await Step(cancellationToken);
    }

    private async Task Step(CancellationToken cancellationToken)
    {
        if (await WaitForEvent(cancellationToken))
        {
            while (live.Reader.TryRead(out var happened))
                await Forward(happened, cancellationToken);
        }
        else
        {
            await RenewIfPossible();
            if (TimeProvider.System.GetElapsedTime(client.LastWrite) >= options.Heartbeat)
                await client.WriteComment("alive", cancellationToken);
        }
        if (live.TakeLostEntry() || _isBehind)
            await CatchUpIfPossible(cancellationToken);
    }

    private async Task<bool> WaitForEvent(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var resync = _isBehind ? RetryPause : options.ResyncPeriod;
        patience.CancelAfter(resync < options.Heartbeat ? resync : options.Heartbeat);
        try
        {
            return await live.Reader.WaitToReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task RenewIfPossible()
    {
        try
        {
            await live.Renew();
        }
        catch (Exception e) when (PassingFailure.Is(e))
        {
            RowsUnreadable(logger, _lastSeq, e.Message);
        }
    }

    private Task Forward(SessionEvent? happened, CancellationToken cancellationToken) => happened switch
    {
        EntryAppended { Entry: var entry } when entry.Seq <= _lastSeq => Task.CompletedTask,
        EntryAppended { Entry: var entry } when entry.Seq == _lastSeq + 1 => WriteRows([entry], cancellationToken),
        EntryAppended => CatchUpIfPossible(cancellationToken),
        // A delta that comes after the entry it led to would only confuse.
        ReplyDelta delta when _endedTurns.Contains(delta.TurnId) => Task.CompletedTask,
        TurnStarted started => Restart(started, cancellationToken),
        SessionEvent seen => client.WriteEvent(seen, id: null, cancellationToken),
        _ => Task.CompletedTask,
    };

    // Once the client is connected, rows that cannot be read now are read at the next occasion.
    private async Task CatchUpIfPossible(CancellationToken cancellationToken)
    {
        try
        {
            await CatchUp(cancellationToken);
            _isBehind = false;
        }
        catch (Exception e) when (PassingFailure.Is(e))
        {
            _isBehind = true;
            RowsUnreadable(logger, _lastSeq, e.Message);
        }
    }

    private async Task CatchUp(CancellationToken cancellationToken)
    {
        TranscriptPage page;
        do
        {
            page = await session.Read(_lastSeq, RowsPerRead);
            await WriteRows(page.Entries, cancellationToken);
        }
        while (page.Entries.Length == RowsPerRead);
    }

    private async Task WriteRows(ImmutableArray<TranscriptEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            await client.WriteEvent(new EntryAppended(entry), entry.Seq, cancellationToken);
            _lastSeq = entry.Seq;
            if (entry.StopReason is not null)
                RememberEnd(entry.TurnId);
        }
    }

    private void RememberEnd(Guid turnId)
    {
        if (_endedTurns.Count == MaxEndedTurns)
            _endedTurns.RemoveAt(0);
        _endedTurns.Add(turnId);
    }

    // A turn that was cancelled can be retried.
    private Task Restart(TurnStarted started, CancellationToken cancellationToken)
    {
        _endedTurns.RemoveAll(ended => ended == started.TurnId);
        return client.WriteEvent(started, id: null, cancellationToken);
    }

    [LoggerMessage(2021, LogLevel.Warning, "An event stream could not read the entries after {LastSeq}; retrying: {Reason}")]
    private static partial void RowsUnreadable(ILogger logger, long lastSeq, string reason);
}
