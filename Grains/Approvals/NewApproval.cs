using Sanctum.Policies;
using Sanctum.Secrets;

namespace Sanctum.Approvals;

/// <summary>An approval that is about to be asked for.</summary>
/// <param name="Approval">What people see of it.</param>
/// <param name="Act">The key of the act.</param>
/// <param name="Hash">Of the exact arguments.</param>
/// <param name="Deadline">From now on.</param>
internal sealed record NewApproval(Approval Approval, byte[] Act, byte[] Hash, TimeSpan Deadline)
{
    public static NewApproval Of(
        PolicyRequest request, ApprovalAct act, ApprovalTerms terms, string reason, DateTimeOffset now)
    {
        var arguments = ActArguments.Of(request, act.Message);
        return new NewApproval(
            new Approval(
                Guid.CreateVersion7(now), request.Action, request.Subject.Name, act.Subject, act.SessionId,
                Masking.Json(arguments.Text), Convert.ToHexStringLower(arguments.Hash), terms.Risk, reason, terms.Who,
                terms.AllowsAtDeadline, act.RequestedBy, now, now + terms.Deadline, ApprovalState.Pending, AnsweredBy: null,
                AnsweredAt: null, Note: null, UsedAt: null),
            arguments.KeyOf(request, act), arguments.Hash, terms.Deadline);
    }
}
