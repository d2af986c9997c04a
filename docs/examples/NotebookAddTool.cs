using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Tools;

namespace Sanctum.Examples;

/// <summary>A tool with an effect: the call's id is the idempotency key, so a repeat after a crash adds nothing.</summary>
internal sealed class NotebookAddTool(IGrainFactory grains) : ITool<NotebookAddTool.Arguments>
{
    public string Name => "notebook_add";

    public string Description => "Writes a note into your notebook.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        await grains.GetGrain<INotebookGrain>(context.Agent.ToString()).Add(context.CallId, arguments.Text);
        return "It is written down.";
    }

    internal sealed record Arguments([Description("The note."), StringLength(1_000, MinimumLength = 1)] string Text);
}
