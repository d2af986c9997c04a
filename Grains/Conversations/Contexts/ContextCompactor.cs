using Microsoft.Extensions.Logging;
using Sanctum.Budgets;
using Sanctum.Models;
using Sanctum.Trust;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>
/// Makes room in a context before a model is called: by a summary of the oldest entries if the model writes one, else without the
/// oldest tool results, then without the oldest entries.
/// </summary>
/// <remarks>
/// Invariants: each compaction is a row before the call is made, so it is not made again after a crash; none needs the model to
/// succeed. A summary that fails for now leaves nothing out for good where <see cref="ContextFit"/> can shorten the call. A model
/// whose window in tokens is not known is left to that too. Options: <see cref="ConversationOptions"/>. Meter:
/// <see cref="ContextMeter"/>. Events: 1109 and 1110.
/// </remarks>
internal sealed class ContextCompactor(
    ModelContexts contexts, TokenCounter counter, Summarizer summarizer, ContextMeter meter, TimeProvider clock,
    ILogger<ContextCompactor> logger)
{
    private const int MaxOfStep = 3;

    // Half of what would fit stays free, so that the next messages need no further compaction.
    private const double FullAfter = 0.5;

    /// <summary>The turn with a context that the model has room for, as far as that can be made.</summary>
    /// <param name="session">The session, which writes compactions.</param>
    /// <param name="call">The call that is to be made.</param>
    /// <param name="frame">What the model is sent beside the entries.</param>
    /// <param name="model">The model.</param>
    /// <param name="ofAgent">The window in the agent's definition, in tokens; 0: none.</param>
    /// <param name="progress">The turn.</param>
    /// <param name="ct">Cancelled when the turn is.</param>
    public async Task<TurnProgress> Fit(
        ISessionGrain session, SpendingCall call, PromptFrame frame, string model, int ofAgent, TurnProgress progress,
        CancellationToken ct)
    {
        // Recalled passages are left out of a full call before anything else, so they are no reason for a compaction.
        // What a refusal showed in characters is an estimate, and nothing is left out for good because of that.
        var window = contexts.WindowOf(model, ofAgent) with { Characters = null };
        for (var made = 0; window.Tokens is not null && made < MaxOfStep; made++)
        {
            var prompt = frame.For(model, progress.Context, progress.Compaction, recalled: []);
            var load = contexts.LoadOf(window, prompt.Messages, prompt.Tools);
            if (load.Fits || await Plan(call, prompt, window, load, progress, ct) is not { } compaction)
                break;
            var after = CompactedContext.Of(progress.Context, compaction, progress.Lease.Lease.ItemId);
            compaction = compaction with { TokensAfter = TokensOf(frame.For(model, after, compaction, recalled: [])) };
            progress = await session.Compact(progress.Lease.Lease, compaction);
            meter.Compacted(compaction.Method);
            ContextLog.Compacted(
                logger, call.SessionId, compaction.Number, compaction.Method, compaction.TokensBefore, compaction.TokensAfter);
        }
        return progress;
    }

    private async Task<Compaction?> Plan(
        SpendingCall call, ModelPrompt prompt, ContextWindow window, ContextLoad load, TurnProgress progress,
        CancellationToken ct)
    {
        var (turn, before) = (progress.Lease.Lease.ItemId, progress.Compaction);
        // A compaction of this turn would leave out the steps that it keeps. The call alone is shortened.
        if (CompactedContext.KeepsSteps(progress.Context, before, turn))
            return null;
        var plan = new CompactionPlan(progress.Context, turn, CostOf);
        var need = load.Size - (long)(FullAfter * load.Room);
        var next = new Compaction(
            (before?.Number ?? 0) + 1, CompactionMethod.Entries, before?.EntriesThrough ?? 0, before?.ResultsThrough ?? 0,
            before?.Summary, progress.Context[^1].Seq, (int)load.Size, TokensAfter: 0, Now())
        {
            TurnId = turn,
            Trust = before?.Trust ?? TrustLevel.Operator,
        };
        // Where instructions and tools alone fill the room, a summary would be one more thing to leave out.
        var hasRoom = load.Size - plan.Cost <= FullAfter * load.Room;
        var maxTokens = summarizer.MaxTokensIn(load.Room);
        if (hasRoom && maxTokens > 0 && plan.CutEntries(need + maxTokens) is { } cut)
        {
            var summary = await summarizer.Try(
                call, prompt.Model, before?.Summary, LeftOut(progress, cut), maxTokens, load.Room, ct);
            if (summary.Text is { } text)
                return next with
                {
                    Method = CompactionMethod.Summary,
                    EntriesThrough = cut,
                    Summary = text,
                    Trust = PromptTrust.Of(LeftOut(progress, cut), next.Trust),
                };
            if (summary.MayComeLater && CanBeShortened(prompt, window))
                return null;
        }
        var (results, saved) = plan.CutResults(need);
        next = next with { ResultsThrough = Math.Max(next.ResultsThrough, results ?? 0) };
        if (saved >= need)
            return next with { Method = CompactionMethod.Results };
        var rest = new CompactionPlan(
            progress.Context, turn, entry => CostOf(CompactedContext.WithoutResult(entry, next, turn)));
        if (rest.CutEntries(need - saved) is { } last)
            return next with { EntriesThrough = last };
        return results is null ? null : next with { Method = CompactionMethod.Results };
    }

    // The calls of the present turn cannot be shortened, and the instructions should not be.
    private bool CanBeShortened(ModelPrompt prompt, ContextWindow window)
    {
        var sent = contexts.Fit(window, prompt.Messages, prompt.Tools);
        return sent[0].Text == prompt.Messages[0].Text
            && contexts.LoadOf(window, sent, prompt.Tools).Size <= window.Tokens;
    }

    private static TranscriptEntry[] LeftOut(TurnProgress progress, long cut) =>
    [
        .. progress.Context.Where(entry => entry.Seq <= cut && !CompactedContext.IsPinned(entry, progress.Lease.Lease.ItemId)),
    ];

    private long CostOf(TranscriptEntry entry) =>
        TokenCounter.OfMessage + counter.Count(entry.Content)
        + entry.ToolCalls.Sum(call => (long)counter.Count(call.Tool) + counter.Count(call.Arguments));

    private int TokensOf(ModelPrompt prompt) => counter.Of(prompt.Messages, prompt.Tools);

    // As rows keep it.
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
