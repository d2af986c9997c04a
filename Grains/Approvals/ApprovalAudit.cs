using System.Text.Json.Nodes;
using Sanctum.Audit;

namespace Sanctum.Approvals;

/// <summary>What the audit log says of approvals beside their answers, which are audited where they are given.</summary>
internal static class ApprovalAudit
{
    public static AuditEntry Requested(Approval approval, DateTimeOffset at)
    {
        var details = Details(approval);
        details["risk"] = approval.Risk.ToString().ToLowerInvariant();
        details["reason"] = approval.Reason;
        details["argumentsHash"] = approval.ArgumentsHash;
        // Last, because they are what may be too long.
        details["arguments"] = JsonNode.Parse(approval.Arguments);
        return AuditEntry.At(
            at, approval.RequestedBy, AuditActions.ApprovalRequest, $"approval/{approval.Id}", AuditResults.Ok,
            details.ToJsonString());
    }

    public static AuditEntry Expired(Approval approval, DateTimeOffset at)
    {
        var details = Details(approval);
        details["granted"] = approval.AllowsAtDeadline;
        return AuditEntry.At(
            at, "system/approvals", AuditActions.ApprovalExpire, $"approval/{approval.Id}", AuditResults.Ok,
            details.ToJsonString());
    }

    private static JsonObject Details(Approval approval) => new()
    {
        ["action"] = approval.Action,
        ["agentId"] = approval.Agent,
        ["subject"] = approval.Subject,
        ["sessionId"] = approval.SessionId,
    };
}
