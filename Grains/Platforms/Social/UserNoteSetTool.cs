using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Memory;
using Sanctum.Tools;

namespace Sanctum.Platforms.Social;

/// <summary>Writes the notes about a person anew, whether they are attached or put away.</summary>
internal sealed class UserNoteSetTool(IGrainFactory grains) : ITool<UserNoteSetTool.Arguments>
{
    public string Name => "user_note_set";

    public string Description => "Replaces all your notes about a person; begins them for somebody new.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public bool StaysInside => true;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
        PersonBlock.Edit(
            grains, context, arguments.Handle, MemoryEditKind.Write, arguments.Content, "content", version: arguments.Version);

    internal sealed record Arguments(
        [Description("The person's handle."), StringLength(PersonBlock.MaxHandleLength, MinimumLength = 1)] string Handle,
        [Description("Your new notes."), StringLength(100_000)] string Content,
        [Description("The version of the notes that you changed. A shared block needs it."), Range(0, int.MaxValue)]
        int? Version = null);
}
