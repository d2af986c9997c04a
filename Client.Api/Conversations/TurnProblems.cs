using Sanctum.Errors;
using Sanctum.Problems;
using Sanctum.Queues;

namespace Sanctum.Conversations;

/// <summary>What a turn that ended without doing its work is to whoever waited for it.</summary>
internal static class TurnProblems
{
    /// <exception cref="ProblemException">The turn failed, was denied, cancelled or discarded.</exception>
    public static void ThrowIfFailed(QueueItem item)
    {
        if (Find(item) is { } problem)
            throw new ProblemException(problem);
    }

    private static Problem? Find(QueueItem item) => item switch
    {
        { StopReason: StopReasons.Denied } =>
            new(ProblemCodes.PolicyDenied, 403, "A policy refused the message", item.LastError ?? "A policy refused the turn."),
        { StopReason: StopReasons.Cancelled } =>
            new(ProblemCodes.TurnCancelled, 409, "The turn was cancelled", item.LastError ?? "Somebody cancelled the turn before its reply."),
        { StopReason: StopReasons.Discarded } =>
            new(ProblemCodes.TurnDiscarded, 409, "The message was discarded", "An operator took the message out of the queue."),
        { Status: QueueItemStatus.Error, LastErrorClass: ErrorClass.Transient or ErrorClass.Health } =>
            new(ProblemCodes.TurnFailed, 503, "The turn failed", Reason(item)) { Retriable = true },
        { Status: QueueItemStatus.Error } =>
            new(ProblemCodes.TurnFailed, 502, "The turn failed", Reason(item)),
        _ => null,
    };

    private static string Reason(QueueItem item) =>
        $"Queue item {item.Id} ended in error after {item.Attempts} failed attempts and can be retried: {item.LastError ?? "no reason was recorded."}";
}
