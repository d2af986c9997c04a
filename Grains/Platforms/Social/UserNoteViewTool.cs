using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Tools;
using Sanctum.Trust;

namespace Sanctum.Platforms.Social;

/// <summary>Reads the notes about a person, whether they are attached or put away.</summary>
internal sealed class UserNoteViewTool(IGrainFactory grains) : ITool<UserNoteViewTool.Arguments>
{
    public string Name => "user_note_view";

    public string Description => "Reads your notes about a person, also while they are not in your core memory.";

    public ToolEffects Effects => ToolEffects.None;

    public bool StaysInside => true;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var block = await PersonBlock.Find(grains, context, arguments.Handle);
        context.ResultLabel.Lower(block?.Trust ?? TrustLevel.Operator);
        return block switch
        {
            null => $"You have no notes about this person: there is no block \"{PersonBlock.LabelOf(arguments.Handle)}\".",
            { Value: "" } => $"Your notes about this person are empty (block \"{block.Label}\").",
            _ => BlockCall.TextOf(block),
        };
    }

    internal sealed record Arguments(
        [Description("The person's handle."), StringLength(PersonBlock.MaxHandleLength, MinimumLength = 1)] string Handle);
}
