using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Sanctum.Memory;
using Sanctum.Tools;

namespace Sanctum.Platforms.Social;

/// <summary>Replaces a piece of the notes about a person, whether they are attached or put away.</summary>
internal sealed class UserNoteReplaceTool(IGrainFactory grains) : ITool<UserNoteReplaceTool.Arguments>
{
    public string Name => "user_note_replace";

    public string Description => "Replaces a piece of text in your notes about a person by another, or removes it.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public bool StaysInside => true;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
        PersonBlock.Edit(
            grains, context, arguments.Handle, MemoryEditKind.Replace, arguments.NewText, "new_text", arguments.OldText);

    internal sealed record Arguments(
        [Description("The person's handle."), StringLength(PersonBlock.MaxHandleLength, MinimumLength = 1)] string Handle,
        [property: JsonPropertyName("old_text")]
        [Description("The text to replace, exactly as it stands."), StringLength(10_000, MinimumLength = 1)] string OldText,
        [property: JsonPropertyName("new_text")]
        [Description("The text to put there; empty to remove."), StringLength(10_000)] string NewText);
}
