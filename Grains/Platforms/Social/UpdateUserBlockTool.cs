using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Sanctum.Memory;
using Sanctum.Tools;

namespace Sanctum.Platforms.Social;

/// <summary>Changes the notes about a person, whether they are attached or put away.</summary>
internal sealed class UpdateUserBlockTool(IGrainFactory grains) : ITool<UpdateUserBlockTool.Arguments>
{
    public string Name => "update_user_block";

    public string Description => "Changes your notes about a person: adds a line, replaces a piece of them, or writes them " +
        "anew. Attach them first for somebody new.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public bool StaysInside => true;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var memory = grains.Memory(context.Agent);
        var edit = BlockCall.EditOf(
            context, PersonBlock.LabelOf(arguments.Handle), arguments.Mode, arguments.Text, arguments.OldText, arguments.Version);
        var block = await BlockCall.Edit(
            memory, context, edit, ("label", "handle"), ("value", "text"), ("oldText", "old_text"));
        return PersonBlock.Changed(block);
    }

    internal sealed record Arguments(
        [Description("The person's handle."), StringLength(PersonBlock.MaxHandleLength, MinimumLength = 1)] string Handle,
        [Description("What to note."), StringLength(10_000)] string Text,
        [Description("append adds a line, replace puts the text in place of old_text, write replaces all notes.")]
        MemoryEditKind Mode = MemoryEditKind.Append,
        [property: JsonPropertyName("old_text")]
        [Description("For replace: the piece to replace, exactly as it stands."), StringLength(10_000, MinimumLength = 1)]
        string? OldText = null,
        [Description("For write: the version of the notes that you changed. A shared block needs it."), Range(0, int.MaxValue)]
        int? Version = null);
}
