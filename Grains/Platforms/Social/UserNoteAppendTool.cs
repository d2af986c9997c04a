using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Memory;
using Sanctum.Tools;

namespace Sanctum.Platforms.Social;

/// <summary>Adds to the notes about a person, whether they are attached or put away.</summary>
internal sealed class UserNoteAppendTool(IGrainFactory grains) : ITool<UserNoteAppendTool.Arguments>
{
    public string Name => "user_note_append";

    public string Description => "Adds a line to your notes about a person; begins them for somebody new.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public bool StaysInside => true;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
        PersonBlock.Edit(grains, context, arguments.Handle, MemoryEditKind.Append, arguments.Note, "note");

    internal sealed record Arguments(
        [Description("The person's handle."), StringLength(PersonBlock.MaxHandleLength, MinimumLength = 1)] string Handle,
        [Description("The line to add."), StringLength(10_000, MinimumLength = 1)] string Note);
}
