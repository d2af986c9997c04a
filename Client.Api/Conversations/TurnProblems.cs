using Sanctum.Errors;
using Sanctum.Problems;
using Sanctum.Queues;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>What a turn that ended without doing its work is to whoever waited for it.</summary>
internal static class TurnProblems
{
    /// <exception cref="ProblemException">The turn failed, was denied, cancelled or discarded.</exception>
    public static void ThrowIfFailed(ItemOutcome outcome)
    {
        if (Find(outcome) is { } problem)
            throw new ProblemException(problem);
    }

    private static Problem? Find(ItemOutcome outcome) => outcome switch
    {
        { StopReason: StopReasons.Denied } =>
            new(ProblemCodes.PolicyDenied, 403, "Message denied by policy", outcome.Error ?? "A policy denied the turn."),
        { StopReason: StopReasons.BudgetExceeded } =>
            new(ProblemCodes.BudgetExceeded, 402, "A budget is used up", outcome.Error ?? "A budget has no room for the turn."),
        { StopReason: StopReasons.Cancelled } =>
            new(
                ProblemCodes.TurnCancelled, 409, "The turn was cancelled",
                outcome.Error ?? "The turn was cancelled before its reply."),
        { StopReason: StopReasons.Discarded or StopReasons.Purged } =>
            new(ProblemCodes.TurnDiscarded, 409, "The message was discarded", "An operator discarded the message."),
        { Status: QueueItemStatus.Error, ErrorClass: ErrorClass.Transient or ErrorClass.Health } =>
            new(ProblemCodes.TurnFailed, 503, "The turn failed", Reason(outcome))
            {
                Retriable = true,
                RetryAfter = outcome.RetryAfter,
            },
        { Status: QueueItemStatus.Error } =>
            new(ProblemCodes.TurnFailed, 502, "The turn failed", Reason(outcome)),
        _ => null,
    };

    private static string Reason(ItemOutcome outcome) =>
        $"Queue item {outcome.ItemId} ended in error and can be retried: {outcome.Error ?? "no reason was recorded."}";
}
