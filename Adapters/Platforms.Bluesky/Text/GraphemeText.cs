using System.Globalization;
using System.Text;

namespace Sanctum.Platforms.Bluesky;

/// <summary>A text as its graphemes (UAX #29), which is what a post's length is counted in, beside its bytes of UTF-8.</summary>
internal sealed class GraphemeText
{
    private readonly int[] _starts;
    private readonly int[] _bytesBefore;

    public GraphemeText(string text)
    {
        Text = text;
        _starts = [.. StringInfo.ParseCombiningCharacters(text), text.Length];
        _bytesBefore = new int[_starts.Length];
        for (var i = 0; i < Count; i++)
            _bytesBefore[i + 1] = _bytesBefore[i] + Encoding.UTF8.GetByteCount(this[i]);
    }

    public string Text { get; }

    /// <summary>How many graphemes there are.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>One grapheme.</summary>
    public ReadOnlySpan<char> this[int index] => Text.AsSpan(_starts[index], _starts[index + 1] - _starts[index]);

    /// <summary>Where a grapheme starts in <see cref="Text"/>; <see cref="Count"/> gives its end.</summary>
    public int CharAt(int index) => _starts[index];

    /// <summary>The grapheme that holds a character of <see cref="Text"/>.</summary>
    public int IndexOfChar(int position)
    {
        var found = Array.BinarySearch(_starts, position);
        return found >= 0 ? found : ~found - 1;
    }

    public bool IsBlank(int index) => this[index].IsWhiteSpace();

    /// <summary>
    /// The end of the longest stretch from <paramref name="start"/> that keeps both limits; never less than one grapheme.
    /// </summary>
    public int EndWithin(int start, int mostGraphemes, int mostBytes)
    {
        var end = Math.Min(Count, start + mostGraphemes);
        while (end > start + 1 && _bytesBefore[end] - _bytesBefore[start] > mostBytes)
            end--;
        return end;
    }
}
