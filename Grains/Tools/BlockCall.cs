using System.Globalization;
using Sanctum.Errors;
using Sanctum.Memory;

namespace Sanctum.Tools;

/// <summary>Changes of core memory by tools.</summary>
internal static class BlockCall
{
    /// <summary>The change that a call asks for. What it writes is trusted as far as the call's step.</summary>
    public static MemoryEdit EditOf(
        ToolContext context, string label, MemoryEditKind kind, string text, string? oldText = null, int? version = null) =>
        new(
            context.CallId, label, kind, text, oldText, context.Agent.Name,
            Cause: MemoryCause.ToolCall(context.SessionId, context.CallId), BaseVersion: version)
        {
            Trust = context.Trust,
        };

    /// <summary>Changes a block.</summary>
    /// <param name="memory">The agent's memory.</param>
    /// <param name="context">The call.</param>
    /// <param name="edit">The change.</param>
    /// <param name="names">Fields that may be refused, and the parameters that they come from.</param>
    /// <exception cref="ConflictException">Others changed the same lines; the message has both texts, for the model.</exception>
    /// <exception cref="InvalidRequestException">Something was refused; it is named as a parameter.</exception>
    public static async Task<MemoryBlock> Edit(
        IMemoryGrain memory, ToolContext context, MemoryEdit edit, params (string Field, string Parameter)[] names)
    {
        try
        {
            return await ParameterNames.Translate(memory.Edit(edit), names);
        }
        catch (BlockConflictException conflict)
        {
            context.ResultLabel.Lower(conflict.Trust);
            throw new ConflictException(string.Create(
                CultureInfo.InvariantCulture,
                $"""
                {conflict.Message} Nothing was changed. Join the two texts, and pass version {conflict.Version}.
                The text now:
                {conflict.Present}
                Your text:
                {conflict.Proposed}
                """));
        }
    }

    /// <summary>The text of a block; of a shared one with its version above.</summary>
    public static string TextOf(MemoryBlock block) => block.Right is null
        ? block.Value
        : string.Create(CultureInfo.InvariantCulture, $"[shared block, version {block.Version}]\n{block.Value}");

    /// <summary>How long a block is; for a shared one its version too, which a write must name.</summary>
    public static string SizeOf(MemoryBlock block)
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"{block.Value.Length} of {block.Limit} characters");
        return block.Right is null ? size : string.Create(CultureInfo.InvariantCulture, $"{size}, version {block.Version}");
    }
}
