using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Tools;

namespace Sanctum.Examples;

/// <summary>A tool: found by its interface. The record becomes the JSON Schema of its arguments.</summary>
internal sealed class WordCountTool : ITool<WordCountTool.Arguments>
{
    public string Name => "word_count";

    public string Description => "Counts the words of a text.";

    public ToolEffects Effects => ToolEffects.None;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var words = arguments.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return Task.FromResult($"{words.Length} words");
    }

    internal sealed record Arguments(
        [Description("The text."), StringLength(10_000)] string Text);
}
