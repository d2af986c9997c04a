using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Errors;
using Sanctum.Memory;

namespace Sanctum.Tools.Builtin;

/// <summary>Reads core memory.</summary>
internal sealed class MemoryReadTool(IGrainFactory grains) : ITool<MemoryReadTool.Arguments>
{
    public string Name => "memory_read";

    public string Description => "Reads one block of your core memory, or lists all blocks with their sizes.";

    public ToolEffects Effects => ToolEffects.None;

    public bool StaysInside => true;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var blocks = await grains.Memory(context.Agent).GetBlocks();
        if (arguments.Label is not { } label)
            return string.Join(
                "\n",
                blocks.Select(block => $"{block.Label}: {BlockCall.SizeOf(block)}. {block.Description}"));
        var found = blocks.FirstOrDefault(block => block.Label == label) ?? throw new NotFoundException("memory block", label);
        context.ResultLabel.Lower(found.Trust);
        return BlockCall.TextOf(found);
    }

    internal sealed record Arguments(
        [Description("The block's label; all blocks are listed if it is left out."), StringLength(128, MinimumLength = 1)]
        string? Label = null);
}
