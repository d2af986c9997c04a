using System.Text.Json.Nodes;
using Sanctum.Errors;
using Sanctum.Turns;

namespace Sanctum.Audit;

/// <summary>What the audit log says of a turn that a policy refused.</summary>
internal static class DeniedTurnAudit
{
    public static AuditEntry Entry(DateTimeOffset at, string agent, LeaseToken lease, PolicyDeniedException denied) =>
        AuditEntry.At(
            at,
            $"agent/{agent}",
            AuditActions.ConversationSend,
            $"session/{lease.SessionId}",
            AuditResults.Blocked,
            new JsonObject { ["itemId"] = lease.ItemId, ["reason"] = denied.Message }.ToJsonString());
}
