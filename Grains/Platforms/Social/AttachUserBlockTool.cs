using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Memory;
using Sanctum.Tools;

namespace Sanctum.Platforms.Social;

/// <summary>Recalls a person: what the agent noted about them is before its eyes until it is put away.</summary>
internal sealed class AttachUserBlockTool(IGrainFactory grains) : ITool<AttachUserBlockTool.Arguments>
{
    public string Name => "attach_user_block";

    public string Description => "Puts your notes about a person into your core memory, where you see them until you detach " +
        "them; starts empty notes for somebody new.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public bool StaysInside => true;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var block = await grains.Memory(context.Agent)
            .Attach(PersonBlock.LabelOf(arguments.Handle), PersonBlock.DescriptionOf(arguments.Handle));
        return $"Block \"{block.Label}\" is attached: {block.Value.Length} of {block.Limit} characters.";
    }

    internal sealed record Arguments(
        [Description("The person's handle."), StringLength(PersonBlock.MaxHandleLength, MinimumLength = 1)] string Handle);
}
