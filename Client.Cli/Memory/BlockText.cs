using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Memory;

/// <summary>Blocks for people: what and how full, then the text.</summary>
internal static class BlockText
{
    public static Paragraph Of(IEnumerable<BlockShape> blocks)
    {
        var text = new Paragraph();
        foreach (var block in blocks)
        {
            text.Append(Printable.Text(block.Label), new Style(decoration: Decoration.Bold))
                .Append(
                    $"  {block.Value.Length} of {block.Limit} characters, changed {Age.Of(block.UpdatedAt)}" +
                    $"{(block.Right is { } right ? Printable.Text($", shared: {right}") : "")}\n",
                    new Style(decoration: Decoration.Dim))
                .Append(block.Value.Length > 0 ? Printable.Text(block.Value.TrimEnd()) + "\n\n" : "\n");
        }
        return text;
    }
}

/// <summary>What people see of a block of core memory.</summary>
/// <param name="Label">What it is called.</param>
/// <param name="Value">The text.</param>
/// <param name="Limit">Most characters.</param>
/// <param name="UpdatedAt">When it changed last.</param>
/// <param name="Right">What the agent may do with a block that is shared with it; null for its own.</param>
internal sealed record BlockShape(string Label, string Value, int Limit, DateTimeOffset UpdatedAt, string? Right = null);
