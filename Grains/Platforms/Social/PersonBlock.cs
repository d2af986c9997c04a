using Sanctum.Errors;
using Sanctum.Memory;
using Sanctum.Tools;

namespace Sanctum.Platforms.Social;

/// <summary>The block of an agent's memory that is about one person.</summary>
internal static class PersonBlock
{
    /// <summary>Longest handle: with its prefix it is a block's label.</summary>
    public const int MaxHandleLength = 120;

    /// <summary>The block's label; however the handle is written, it is the same block.</summary>
    public static string LabelOf(string handle) => $"user_{Name(handle)}";

    public static string DescriptionOf(string handle) => $"What you know about @{Name(handle)}.";

    /// <summary>The notes about a person, attached or put away; null where there are none.</summary>
    public static Task<MemoryBlock?> Find(IGrainFactory grains, ToolContext context, string handle) =>
        MemoryOf(grains, context).Find(LabelOf(handle));

    /// <summary>Changes notes. Where there are none, all but a replacement begins them, and attaches them.</summary>
    /// <param name="grains">Where memories are.</param>
    /// <param name="context">The call.</param>
    /// <param name="handle">Whom the notes are about.</param>
    /// <param name="kind">How they change.</param>
    /// <param name="text">The new text.</param>
    /// <param name="parameter">The tool's parameter that holds it.</param>
    /// <param name="oldText">For a replacement: what to replace.</param>
    /// <param name="version">The version that the text was made from; a shared block needs it if all notes are replaced.</param>
    /// <returns>The tool's answer.</returns>
    public static async Task<string> Edit(
        IGrainFactory grains, ToolContext context, string handle, MemoryEditKind kind, string text, string parameter,
        string? oldText = null, int? version = null)
    {
        var edit = BlockCall.EditOf(context, LabelOf(handle), kind, text, oldText, version);
        var names = new[] { ("label", "handle"), ("value", parameter), ("oldText", "old_text") };
        return Changed(await ParameterNames.Translate(Edit(), names));

        async Task<MemoryBlock> Edit()
        {
            var memory = MemoryOf(grains, context);
            if (kind != MemoryEditKind.Replace && await memory.Find(edit.Label) is null)
                await memory.Attach(edit.Label, DescriptionOf(handle));
            return await BlockCall.Edit(memory, context, edit);
        }
    }

    /// <summary>The answer of a tool that changed notes.</summary>
    public static string Changed(MemoryBlock block) =>
        $"I changed block \"{block.Label}\": {BlockCall.SizeOf(block)}.";

    private static IMemoryGrain MemoryOf(IGrainFactory grains, ToolContext context) =>
        grains.Memory(context.Agent);

    private static string Name(string handle)
    {
        var name = handle.Trim().TrimStart('@').ToLowerInvariant();
        return name.Length > 0 ? name : throw new InvalidRequestException("handle", $"'{handle}' is no handle.");
    }
}
