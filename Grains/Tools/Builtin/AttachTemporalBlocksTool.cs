using System.ComponentModel;
using Sanctum.Memory;

namespace Sanctum.Tools.Builtin;

/// <summary>Attaches the agent's journals of the present day, month and year.</summary>
internal sealed class AttachTemporalBlocksTool(IGrainFactory grains) : ITool<AttachTemporalBlocksTool.Arguments>
{
    public string Name => "attach_temporal_blocks";

    public string Description =>
        "Puts your journals of today, this month and this year into your core memory; starts empty ones where there are none.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public bool StaysInside => true;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var blocks = await grains.Memory(context.Agent).AttachTemporal(new TemporalAttachment(
            [.. arguments.Periods ?? []], context.Agent.Name, MemoryCause.ToolCall(context.SessionId, context.CallId),
            arguments.Until == TemporalEnd.Turn && context.SessionId.Length > 0 ? context.SessionId : null));
        return "Attached: " + string.Join(
            ", ", blocks.Select(block => $"\"{block.Label}\" ({block.Value.Length} of {block.Limit} characters)")) + ".";
    }

    /// <summary>When the blocks are detached.</summary>
    internal enum TemporalEnd
    {
        /// <summary>When the agent or a person detaches them.</summary>
        Detached,

        /// <summary>When the present turn ends.</summary>
        Turn,
    }

    internal sealed record Arguments(
        [Description("Which journals; all three if left out.")] TemporalPeriod[]? Periods = null,
        [Description("turn takes them out when this turn ends; detached keeps them until you detach them.")]
        TemporalEnd Until = TemporalEnd.Detached);
}
