using Sanctum.Agents;
using Sanctum.Problems;
using Sanctum.Queues;
using Sanctum.Repeats;

namespace Sanctum.Conversations;

/// <summary>Waits for the end of a turn and reads its reply.</summary>
internal sealed class ReplyWaiter(IClusterClient grains, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    // A call to a silo that dies is not missed before it is over, so a long wait is many short ones.
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(2);
    private const int MostEntriesOfTurn = 1_000;

    /// <returns>How the item ended; null if it has not when <paramref name="patience"/> is over, or the process is to end.</returns>
    public async Task<ItemOutcome?> WaitForEnd(AgentId agent, Guid itemId, TimeSpan patience, CancellationToken cancellationToken)
    {
        RequestDeadline.Current?.Extend(patience);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            return await Wait(agent, itemId, patience, ending.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>The reply of a turn with all that led to it.</summary>
    /// <exception cref="ProblemException">The turn failed, or has not ended when <paramref name="patience"/> is over.</exception>
    public async Task<TurnReply> WaitForReply(AgentId agent, QueueReceipt receipt, TimeSpan patience, CancellationToken cancellationToken)
    {
        var outcome = await WaitForEnd(agent, receipt.ItemId, patience, cancellationToken)
            ?? throw new ProblemException(Problem.NotYet($"There is no reply after {patience.TotalSeconds:0} s; it will be in session '{receipt.SessionId}'."));
        TurnProblems.ThrowIfFailed(outcome);
        if (outcome.ReplySeq is not { } seq)
            return new TurnReply("", outcome.StopReason, []);
        var page = await grains.Session(new SessionId(receipt.SessionId)).Read(Math.Max(0, seq - MostEntriesOfTurn), MostEntriesOfTurn);
        var entries = page.Entries.Where(entry => entry.TurnId == outcome.ItemId).ToArray();
        return new TurnReply(entries.FirstOrDefault(entry => entry.Seq == seq)?.Content ?? "", outcome.StopReason, entries);
    }

    /// <summary>The reply of a turn that has ended; null if it has none.</summary>
    public async Task<TranscriptEntry?> ReadReply(SessionId session, ItemOutcome outcome)
    {
        if (outcome.ReplySeq is not { } seq)
            return null;
        var page = await grains.Session(session).Read(seq - 1, 1);
        return page.Entries is [var reply, ..] ? reply : null;
    }

    private async Task<ItemOutcome?> Wait(AgentId agent, Guid itemId, TimeSpan patience, CancellationToken cancellationToken)
    {
        var queue = grains.Queue(agent);
        var started = clock.GetTimestamp();
        while (true)
        {
            var left = patience - clock.GetElapsedTime(started);
            var slice = left <= TimeSpan.Zero ? TimeSpan.Zero : left < LongestCall ? left : LongestCall;
            if (await queue.WaitForOutcome(itemId, slice, cancellationToken) is { } outcome)
                return outcome;
            if (left <= TimeSpan.Zero)
                return null;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}

/// <summary>A turn's reply.</summary>
/// <param name="Text">What the agent said; empty if it had nothing to say.</param>
/// <param name="StopReason">How the turn ended.</param>
/// <param name="Entries">The turn's entries, of which the last 1,000 are looked at.</param>
internal sealed record TurnReply(string Text, string? StopReason, IReadOnlyList<TranscriptEntry> Entries);
