using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>Finds out which entries an earlier model call was given.</summary>
internal sealed class PastContexts(
    TranscriptStore store, CompactionStore compactions, IOptionsMonitor<ConversationOptions> options)
{
    /// <param name="session">The session.</param>
    /// <param name="agent">Its agent.</param>
    /// <param name="step">Sequence number of what the call answered.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="NotFoundException">There is no such entry.</exception>
    /// <exception cref="InvalidRequestException">No model call wrote it.</exception>
    public async Task<ContextEntries> Read(GrainKey session, string agent, long step, CancellationToken ct)
    {
        if (step < 1)
            throw new InvalidRequestException("step", $"{step} is below 1; it is the sequence number of an answer.");
        if (await store.Read(session, step - 1, 1, ct) is not [{ Entry: { } answer }] || answer.Seq != step)
            throw new NotFoundException("entry", $"{session.Name}/{step}");
        if (answer.Role != TranscriptRole.Assistant || TurnClosing.IsMark(answer))
            throw new InvalidRequestException("step", $"{step} is no answer of the agent.");
        var limits = options.CurrentValue;
        var transcript = new Transcript(limits.ContextEntries + 1);
        await transcript.Load(
            await store.ReadBefore(session, step, limits.ContextEntries, ct), await compactions.FindBefore(session, step, ct),
            id => store.ReadTurn(id, ct));
        var turn = await store.ReadTurn(answer.TurnId, ct);
        transcript.Enter(answer.TurnId, [.. turn.Where(stored => stored.Entry.Seq < step)]);
        return new ContextEntries(
            agent, transcript.Context(limits.ContextEntries, limits.ContextCharacters), transcript.Compaction,
            answer.Usage?.Model, answer.OccurredAt)
        {
            Recalled = transcript.Recalled,
            Trust = answer.Trust,
        };
    }
}
