using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Sanctum.Memory;

namespace Sanctum.Tools.Builtin;

/// <summary>Searches archival memory.</summary>
internal sealed class ArchivalMemorySearchTool(IGrainFactory grains) : ITool<ArchivalMemorySearchTool.Arguments>
{
    private const int DefaultLimit = 10;

    public string Name => "archival_memory_search";

    public string Description => "Finds passages of your archival memory by words and by meaning, best first.";

    public ToolEffects Effects => ToolEffects.None;

    public bool StaysInside => true;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var query = new PassageQuery(
            arguments.Query, [.. arguments.Tags ?? []], Source: null, Since: null, Until: null, arguments.Limit ?? DefaultLimit);
        var found = await ParameterNames.Translate(grains.Passages(context.Agent).Search(query), ("q", "query"));
        foreach (var hit in found.Items)
            context.ResultLabel.Lower(hit.Passage.Trust);
        return found.Items.IsEmpty
            ? "I found nothing in archival memory."
            : string.Join("\n\n", found.Items.Select(hit => Describe(hit.Passage)));
    }

    private static string Describe(Passage passage) => string.Create(
        CultureInfo.InvariantCulture,
        $"[{passage.Id}, {passage.CreatedAt:yyyy-MM-dd}{(passage.Tags.IsEmpty ? "" : $", {string.Join(", ", passage.Tags)}")}] " +
        $"{passage.Text}");

    internal sealed record Arguments(
        [Description("What to look for."), StringLength(1_000, MinimumLength = 1)] string Query,
        [Description("Only passages with all of these tags."), MaxLength(16)] string[]? Tags = null,
        [Description("How many at most; 10 if left out."), Range(1, 50)] int? Limit = null);
}
