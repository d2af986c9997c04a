using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Memory;

namespace Sanctum.Tools.Builtin;

/// <summary>Replaces a block of core memory as a whole.</summary>
internal sealed class MemoryWriteTool(IGrainFactory grains) : ITool<MemoryWriteTool.Arguments>
{
    public string Name => "memory_write";

    public string Description =>
        "Replaces the whole text of a block of your core memory, or creates the block. A shared block needs the version of the " +
        "text that you changed; what others changed since then is kept.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public bool StaysInside => true;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var edit = BlockCall.EditOf(context, arguments.Label, MemoryEditKind.Write, arguments.Text, version: arguments.Version);
        var block = await BlockCall.Edit(grains.Memory(context.Agent), context, edit, ("value", "text"));
        return $"I wrote block \"{block.Label}\": {BlockCall.SizeOf(block)}.";
    }

    internal sealed record Arguments(
        [Description("The block's label."), StringLength(128, MinimumLength = 1)] string Label,
        [Description("Its new text."), StringLength(100_000)] string Text,
        [Description("The version of the text that you changed. A shared block needs it."), Range(0, int.MaxValue)]
        int? Version = null);
}
