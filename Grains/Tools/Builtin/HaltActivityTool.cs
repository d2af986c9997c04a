using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Sanctum.Audit;
using Sanctum.Queues;
using Sanctum.Turns;

namespace Sanctum.Tools.Builtin;

/// <summary>Ends the turn without a reply, and pauses the agent's queue until an operator resumes it.</summary>
internal sealed class HaltActivityTool(IGrainFactory grains, AuditStore audit, TimeProvider clock)
    : ITool<HaltActivityTool.Arguments>
{
    public string Name => "halt_activity";

    public string Description =>
        "Stops your work: your turn ends, nothing is posted, and you are asked nothing more until an operator resumes you.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public string? EndsTurnAs => StopReasons.Halted;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var reason = OneLine.Of("reason", arguments.Reason);
        // What an operator has paused stays paused for the operator's reason.
        if ((await grains.Queue(context.Agent).GetMode()).Offers)
        {
            await grains.QueueAdmin(context.Agent).Pause(reason);
            await audit.Add(context.Agent.Tenant, Paused(context, reason), cancellationToken);
        }
        return reason;
    }

    private AuditEntry Paused(ToolContext context, string reason) => AuditEntry.At(
        clock.GetUtcNow(), $"agent/{context.Agent.Name}", AuditActions.QueuePause, $"queue/{context.Agent.Name}", AuditResults.Ok,
        new JsonObject { ["reason"] = reason, ["callId"] = context.CallId, ["sessionId"] = context.SessionId }.ToJsonString());

    internal sealed record Arguments([Description("Why you stop."), StringLength(500, MinimumLength = 1)] string Reason);
}
