using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Memory;
using Sanctum.Storage;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>
/// Searches an agent's archival memory, before the first model call of a turn, for what concerns the message that is answered.
/// </summary>
/// <remarks>
/// Invariants: an agent without passages causes no call; what is recalled is a row before the model is called, so every later
/// call and attempt of the turn is given the same; a search that finds nothing, fails or is slow keeps nothing. Options:
/// <see cref="ConversationOptions"/>. Meter: <see cref="TurnRecallMeter"/>. Events: 1880 and 1881.
/// </remarks>
internal sealed class TurnRecall(
    IGrainFactory grains, PassageChoice choice, TurnRecallMeter meter, IOptionsMonitor<ConversationOptions> options,
    TimeProvider clock, ILogger<TurnRecall> logger)
{
    private const int MaxQueryCharacters = 1_000;

    /// <summary>The turn with what is recalled for it.</summary>
    /// <param name="session">The session, which keeps it.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="hasPassages">Whether the agent may have passages.</param>
    /// <param name="progress">The turn.</param>
    /// <param name="ct">Cancelled when the turn is.</param>
    public async Task<TurnProgress> Recall(
        ISessionGrain session, Agent agent, bool hasPassages, TurnProgress progress, CancellationToken ct)
    {
        // A session on a silo of the build before leaves the passages out.
        if (!hasPassages || progress.Steps > 0 || !progress.Recalled.IsDefaultOrEmpty)
            return progress;
        var limits = options.CurrentValue;
        var (lease, capabilities) = (progress.Lease.Lease, agent.Definition.Capabilities);
        var budget = choice.BudgetOf(capabilities, limits);
        var question = StorableText.Cut(progress.Lease.Notification.Text.Trim(), MaxQueryCharacters);
        if (budget <= 0 || string.IsNullOrWhiteSpace(question))
            return progress;
        var begunAt = clock.GetTimestamp();
        var found = await Search(lease, question, limits, ct);
        var recalled = found is null ? [] : choice.Of(found, budget);
        var (outcome, time) = (OutcomeOf(found, recalled.Length), clock.GetElapsedTime(begunAt));
        meter.Recalled(outcome, time);
        if (recalled.IsEmpty)
            return progress;
        TurnRecallLog.Recalled(logger, lease.SessionId, recalled.Length, time.TotalMilliseconds);
        return await session.KeepRecalled(lease, recalled);
    }

    // A search that takes too long is not cancelled; its own limits end it.
    private async Task<PassageHits?> Search(
        LeaseToken lease, string question, ConversationOptions limits, CancellationToken ct)
    {
        PassageHits? found = null;
        var query = new PassageQuery(question, [], Source: null, Since: null, Until: null, limits.RecallPassages);
        await BestEffort.Try(
            async () => found = await grains.Passages(lease.Agent).Search(query).WaitAsync(limits.RecallTimeout, clock, ct),
            failure =>
            {
                if (!ct.IsCancellationRequested)
                    TurnRecallLog.NotRecalled(logger, failure, lease.SessionId, lease.Agent);
            });
        ct.ThrowIfCancellationRequested();
        return found;
    }

    private static RecallOutcome OutcomeOf(PassageHits? found, int recalled) => found is null
        ? RecallOutcome.Failed
        : recalled > 0 ? RecallOutcome.Found : RecallOutcome.Nothing;
}
