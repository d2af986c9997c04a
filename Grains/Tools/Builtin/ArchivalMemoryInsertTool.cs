using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Memory;

namespace Sanctum.Tools.Builtin;

/// <summary>Inserts a passage into archival memory.</summary>
internal sealed class ArchivalMemoryInsertTool(IGrainFactory grains) : ITool<ArchivalMemoryInsertTool.Arguments>
{
    private const double DefaultImportance = 0.5;

    public string Name => PassageIds.Tool;

    public string Description =>
        "Keeps a text in your archival memory, which has no limit and is not before your eyes: find it again by " +
        "archival_memory_search.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public bool StaysInside => true;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var passage = new NewPassage(
            PassageIds.OfCall(context.Agent.Name, context.CallId), arguments.Text, [.. arguments.Tags ?? []],
            context.SessionId is { Length: > 0 } session ? $"session/{session}" : "", arguments.Importance ?? DefaultImportance)
        {
            Trust = context.Trust,
        };
        var inserted = await grains.Passages(context.Agent).Insert([passage], context.Agent.Name);
        return $"I kept passage {inserted[0].Id} in archival memory.";
    }

    internal sealed record Arguments(
        [Description("The text."), StringLength(8_192, MinimumLength = 1)] string Text,
        [Description("Words to find it by, at most 16."), MaxLength(16)] string[]? Tags = null,
        [Description("How much it matters, 0 to 1."), Range(0, 1)] double? Importance = null);
}
