using Spectre.Console.Rendering;

namespace Sanctum.Terminal;

/// <summary>Content whose lines end where their text ends, so that what is copied or piped on has no padding.</summary>
internal sealed class Trimmed(IRenderable content) : Renderable
{
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var lines = Segment.SplitLines(content.Render(options, maxWidth));
        // Text that ends in a line break has nothing behind it, which counts as a line here.
        if (lines is [.., var end] && end.TrueForAll(segment => segment.Text.Length == 0))
            lines.RemoveAt(lines.Count - 1);
        foreach (var line in lines)
        {
            var last = line.FindLastIndex(segment => !string.IsNullOrWhiteSpace(segment.Text));
            for (var i = 0; i < last; i++)
                yield return line[i];
            if (last >= 0)
                yield return new Segment(line[last].Text.TrimEnd(), line[last].Style);
            yield return Segment.LineBreak;
        }
    }
}
