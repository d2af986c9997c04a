using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Approvals;

/// <summary>The problem of an act that a person must allow first.</summary>
internal sealed class ApprovalProblems : IProblemSource
{
    public Problem? Find(Exception error) => error is ApprovalRequiredException required
        ? new Problem(ProblemCodes.ApprovalRequired, StatusCodes.Status409Conflict, "Approval required", required.Message)
        {
            ApprovalId = required.ApprovalId,
        }
        : null;
}
