using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Queues;

namespace Sanctum.Tools.Builtin;

/// <summary>Keeps a note with the notification that the turn answers.</summary>
internal sealed class AnnotateAckTool(IGrainFactory grains) : ITool<AnnotateAckTool.Arguments>
{
    public string Name => "annotate_ack";

    public string Description =>
        "Keeps a note with the message that you were sent, for the operators; its sender does not see it.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public bool StaysInside => true;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var note = OneLine.Of("note", arguments.Note);
        var notes = await grains.QueueAdmin(context.Agent).Annotate(context.CallId, note);
        return $"Noted:\n{notes}";
    }

    internal sealed record Arguments([Description("The note."), StringLength(1_000, MinimumLength = 1)] string Note);
}
