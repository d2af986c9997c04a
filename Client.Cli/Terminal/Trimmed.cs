using Spectre.Console.Rendering;

namespace Sanctum.Terminal;

/// <summary>Content whose lines end where their text ends, so that what is copied or piped on has no padding.</summary>
internal sealed class Trimmed(IRenderable content) : Renderable
{
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (var line in Segment.SplitLines(content.Render(options, maxWidth)))
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
