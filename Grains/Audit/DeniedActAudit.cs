using System.Text.Json.Nodes;

namespace Sanctum.Audit;

/// <summary>What the audit log says of an act that a policy refused.</summary>
internal static class DeniedActAudit
{
    public static AuditEntry Entry(DateTimeOffset at, string actor, string action, string target, string reason) => AuditEntry.At(
        at, actor, action, target, AuditResults.Blocked, new JsonObject { ["reason"] = reason }.ToJsonString());
}
