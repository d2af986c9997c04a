using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Policies;

namespace Sanctum.Approvals;

/// <summary>
/// What acts pass through: the policies decide, and where they want a person to, the act waits as a row. The same act finds the
/// same row, so a turn that is taken up after a crash does not ask twice; other arguments are another act.
/// </summary>
internal sealed class ApprovalGate(
    PolicyEngine policies, ApprovalStore store, ApprovalMeter meter, TimeProvider clock, ILogger<ApprovalGate> logger)
{
    private const int MaxPendingOfAgent = 1_000;
    private static readonly TimeSpan LimitPause = TimeSpan.FromMinutes(1);

    /// <summary>Passes an act that the policies allow, or that a person has allowed.</summary>
    /// <exception cref="PolicyDeniedException">The policies deny it, or a person did.</exception>
    /// <exception cref="ApprovalRequiredException">Nobody has answered yet.</exception>
    /// <exception cref="LimitExceededException">Too many acts of the agent wait.</exception>
    public async ValueTask Check(PolicyRequest request, ApprovalAct act, CancellationToken cancellationToken = default)
    {
        var answer = await policies.Decide(request, cancellationToken);
        if (!answer.Allowed)
            await Require(request, answer, act);
    }

    /// <summary>Passes an act that the policies did not allow, once a person has.</summary>
    /// <exception cref="PolicyDeniedException">The policies deny it, or a person did.</exception>
    /// <exception cref="ApprovalRequiredException">Nobody has answered yet.</exception>
    /// <exception cref="LimitExceededException">Too many acts of the agent wait.</exception>
    public async Task Require(PolicyRequest request, PolicyAnswer answer, ApprovalAct act)
    {
        if (answer.Approval is not { } terms)
            throw new PolicyDeniedException(request.Action, answer.Reason!);
        var (tenant, asked) = (request.Subject.Tenant, NewApproval.Of(request, act, terms, answer.Reason!, clock.GetUtcNow()));
        var approval = await Answered(tenant, await FindOrAdd(tenant, asked));
        // An answer that somebody used in between is none any more.
        while (act.Identity is null && approval.State != ApprovalState.Pending
            && !await store.Use(tenant, approval.Id, CancellationToken.None))
            approval = await Answered(tenant, await FindOrAdd(tenant, asked));
        if (approval.State == ApprovalState.Pending)
            throw new ApprovalRequiredException(approval.Action, approval.Id, approval.Deadline, approval.Reason);
        if (!approval.IsGranted)
            throw new PolicyDeniedException(approval.Action, ReasonOf(approval));
    }

    private async Task<Approval> FindOrAdd(string tenant, NewApproval asked)
    {
        if (await store.FindByAct(tenant, asked.Act, CancellationToken.None) is { } known)
            return known;
        var approval = asked.Approval;
        var entry = ApprovalAudit.Requested(approval, clock.GetUtcNow());
        if (await store.Add(tenant, asked, entry, MaxPendingOfAgent, CancellationToken.None))
        {
            meter.Requested(approval.Action);
            ApprovalLog.Requested(logger, approval.Id, tenant, approval.Action, approval.Subject, approval.RequestedBy);
        }
        return await store.FindByAct(tenant, asked.Act, CancellationToken.None)
            ?? throw new LimitExceededException(
                "approvals.pending",
                $"{MaxPendingOfAgent} approvals for agent '{approval.Agent}' are pending, the limit.", LimitPause);
    }

    // The deadline holds from its own moment on, whether or not somebody has swept by.
    private async Task<Approval> Answered(string tenant, Approval approval)
    {
        if (approval.State != ApprovalState.Pending || approval.Deadline > clock.GetUtcNow())
            return approval;
        var entry = ApprovalAudit.Expired(approval, clock.GetUtcNow());
        if (await store.Expire(tenant, approval.Id, entry, CancellationToken.None) is not { } expired)
            return await store.Find(tenant, approval.Id, CancellationToken.None) ?? approval;
        meter.Answered(expired);
        ApprovalLog.Answered(logger, expired.Id, tenant, expired.State, ApprovalLog.Nobody);
        return expired;
    }

    private static string ReasonOf(Approval approval) => approval.State == ApprovalState.Expired
        ? $"nobody answered approval {approval.Id} in time."
        : $"{approval.AnsweredBy} denied it{(approval.Note is { } note ? $": {note}" : ".")}";
}
