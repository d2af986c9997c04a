using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Memory;
using Sanctum.Tools;

namespace Sanctum.Platforms.Social;

/// <summary>Puts the notes about a person away.</summary>
internal sealed class DetachUserBlockTool(IGrainFactory grains) : ITool<DetachUserBlockTool.Arguments>
{
    public string Name => "detach_user_block";

    public string Description => "Takes your notes about a person out of your core memory; they are kept for the next time.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public bool StaysInside => true;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var block = await grains.Memory(context.Agent).Detach(PersonBlock.LabelOf(arguments.Handle));
        return $"Block \"{block.Label}\" is detached and kept.";
    }

    internal sealed record Arguments(
        [Description("The person's handle."), StringLength(PersonBlock.MaxHandleLength, MinimumLength = 1)] string Handle);
}
