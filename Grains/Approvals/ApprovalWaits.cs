using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Streams;

namespace Sanctum.Approvals;

/// <summary>
/// Notes what an answer is to wake, before the work lets go of its lease: a process that dies in between leaves work that is
/// taken up, asks again and finds the same approval.
/// </summary>
internal sealed class ApprovalWaits(ApprovalStore store, SessionEventPublisher events, TimeProvider clock)
{
    private static readonly TimeSpan MinWait = TimeSpan.FromSeconds(1);

    /// <summary>Notes the work, and tells those who watch its session, once.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="required">What the work waits for.</param>
    /// <param name="waiter">The work, as <c>kind/key</c>.</param>
    /// <param name="sessionId">The session whose watchers are told, or null.</param>
    /// <param name="turnId">The turn or run.</param>
    /// <returns>How long until the deadline.</returns>
    public async Task<TimeSpan> Add(
        string tenant, ApprovalRequiredException required, string waiter, string? sessionId, Guid turnId)
    {
        if (await store.Wait(tenant, required.ApprovalId, waiter, CancellationToken.None) is { } approval
            && sessionId is not null)
            events.Publish(new GrainKey(tenant, sessionId), new ApprovalRequested(
                turnId, approval.Id, approval.Action, approval.Subject, approval.Risk, approval.Reason, approval.Deadline));
        return UntilDeadline(required.Deadline);
    }

    /// <summary>How long until a deadline; never so short that the work would spin.</summary>
    public TimeSpan UntilDeadline(DateTimeOffset deadline) =>
        deadline - clock.GetUtcNow() is var wait && wait > MinWait ? wait : MinWait;

    /// <summary>Tells those who watch the session how an approval was answered.</summary>
    public void Announce(GrainKey session, Guid turnId, Approval approval) => events.Publish(session, new ApprovalAnswered(
        turnId, approval.Id, approval.State, approval.IsGranted, approval.AnsweredBy, approval.Note));
}
