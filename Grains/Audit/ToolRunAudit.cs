using System.Text.Json.Nodes;
using Sanctum.Secrets;
using Sanctum.Tools;

namespace Sanctum.Audit;

/// <summary>
/// What the audit log says of a tool call. The result itself is in the transcript; here is only why there is none.
/// </summary>
internal static class ToolRunAudit
{
    public static AuditEntry Entry(
        DateTimeOffset at, string actor, string agent, string? session, ToolCall call, ToolResult result)
    {
        var details = new JsonObject
        {
            ["agentId"] = agent,
            ["callId"] = call.CallId,
            ["sessionId"] = session,
            ["durationMs"] = Math.Round(result.Duration.TotalMilliseconds, 3),
        };
        if (result.Status != ToolStatus.Ok)
            details["reason"] = result.Payload;
        // Last, because they are what may be too long. A model writes what it likes: only masked is it sure to be JSON.
        details["arguments"] = JsonNode.Parse(Masking.Json(call.Arguments));
        return AuditEntry.At(
            at, actor, AuditActions.ToolExecute, $"tool/{call.Tool}", result.Status.ToName(), details.ToJsonString());
    }
}
