using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Memory;

namespace Sanctum.Tools.Builtin;

/// <summary>Detaches the agent's journals.</summary>
internal sealed class DetachTemporalBlocksTool(IGrainFactory grains) : ITool<DetachTemporalBlocksTool.Arguments>
{
    public string Name => "detach_temporal_blocks";

    public string Description => "Takes your journals of days, months and years out of your core memory; they are kept for the " +
        "next time.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public bool StaysInside => true;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var blocks = await grains.Memory(context.Agent).DetachTemporal([.. arguments.Labels ?? []], context.Agent.Name);
        return blocks.IsEmpty
            ? "No journal was attached."
            : $"Detached and kept: {string.Join(", ", blocks.Select(block => $"\"{block.Label}\""))}.";
    }

    internal sealed record Arguments(
        [Description("The labels of the journals; all that are attached if left out."), MaxLength(64)] string[]? Labels = null);
}
