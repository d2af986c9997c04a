using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Memory;

namespace Sanctum.Tools.Builtin;

/// <summary>Replaces a piece of a block of core memory.</summary>
internal sealed class MemoryReplaceTool(IGrainFactory grains) : ITool<MemoryReplaceTool.Arguments>
{
    public string Name => "memory_replace";

    public string Description => "Replaces a piece of text in a block of your core memory by another, or removes it.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public bool StaysInside => true;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var edit = BlockCall.EditOf(context, arguments.Label, MemoryEditKind.Replace, arguments.NewText, arguments.OldText);
        var block = await BlockCall.Edit(grains.Memory(context.Agent), context, edit, ("value", "newText"));
        return $"I changed block \"{block.Label}\": {BlockCall.SizeOf(block)}.";
    }

    internal sealed record Arguments(
        [Description("The block's label."), StringLength(128, MinimumLength = 1)] string Label,
        [Description("The text to replace, exactly as it stands."), StringLength(10_000, MinimumLength = 1)] string OldText,
        [Description("The text to put there; empty to remove."), StringLength(10_000)] string NewText);
}
