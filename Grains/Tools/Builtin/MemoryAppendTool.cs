using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Memory;

namespace Sanctum.Tools.Builtin;

/// <summary>Adds a line to a block of core memory.</summary>
internal sealed class MemoryAppendTool(IGrainFactory grains) : ITool<MemoryAppendTool.Arguments>
{
    public string Name => "memory_append";

    public string Description => "Adds a line to a block of your core memory, to remember something.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public bool StaysInside => true;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var edit = BlockCall.EditOf(context, arguments.Label, MemoryEditKind.Append, arguments.Text);
        var block = await BlockCall.Edit(grains.Memory(context.Agent), context, edit, ("value", "text"));
        return $"I will remember that: \"{arguments.Text}\" (block \"{block.Label}\", {BlockCall.SizeOf(block)}).";
    }

    internal sealed record Arguments(
        [Description("The block's label."), StringLength(128, MinimumLength = 1)] string Label,
        [Description("The line to add."), StringLength(10_000, MinimumLength = 1)] string Text);
}
