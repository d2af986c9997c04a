using Sanctum.Agents;
using Sanctum.Problems;
using Sanctum.Queues;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>Waits for the end of a turn and reads its reply.</summary>
internal sealed class ReplyWaiter(IClusterClient grains, OutcomeWaiter outcomes)
{
    private const int MaxEntriesOfTurn = 1_000;

    /// <summary>The reply of a turn with all that led to it.</summary>
    /// <exception cref="ProblemException">The turn failed, or has not ended when <paramref name="patience"/> is over.</exception>
    public async Task<TurnReply> WaitForReply(
        AgentId agent, QueueReceipt receipt, TimeSpan patience, CancellationToken cancellationToken)
    {
        var outcome = await outcomes.WaitForEnd(agent, receipt.ItemId, patience, cancellationToken)
            ?? throw new ProblemException(Problem.NotYet(
                $"There was no reply within {patience.TotalSeconds:0} s; it will be in session '{receipt.SessionId}'."));
        TurnProblems.ThrowIfFailed(outcome);
        if (outcome.ReplySeq is not { } seq)
            return new TurnReply("", outcome.StopReason, []);
        var page = await grains.Session(new SessionId(receipt.SessionId)).Read(
            Math.Max(0, seq - MaxEntriesOfTurn), MaxEntriesOfTurn);
        var entries = page.Entries.Where(entry => entry.TurnId == outcome.ItemId).ToArray();
        return new TurnReply(entries.FirstOrDefault(entry => entry.Seq == seq)?.Content ?? "", outcome.StopReason, entries);
    }

    /// <summary>The reply of a turn that has ended; null if it has none.</summary>
    public async Task<TranscriptEntry?> ReadReply(SessionId session, ItemOutcome outcome)
    {
        if (outcome.Reply is not null || outcome.ReplySeq is not { } seq)
            return outcome.Reply;
        var page = await grains.Session(session).Read(seq - 1, 1);
        return page.Entries is [var reply, ..] ? reply : null;
    }
}

/// <summary>A turn's reply.</summary>
/// <param name="Text">What the agent said; empty if it had nothing to say.</param>
/// <param name="StopReason">How the turn ended.</param>
/// <param name="Entries">The turn's entries, of which the last 1,000 are looked at.</param>
internal sealed record TurnReply(string Text, string? StopReason, IReadOnlyList<TranscriptEntry> Entries);
