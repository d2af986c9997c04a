using System.Globalization;
using System.Text;

namespace Sanctum.Embeddings.MiniLM;

/// <summary>
/// The word pieces of BERT, without case and accents (Devlin et al., 2018; the reference is <c>tokenization.py</c> of
/// google-research/bert): words and marks are split off, then each word into the longest pieces that the vocabulary has.
/// </summary>
internal sealed class WordPieces
{
    private const int WindowPieces = 254;
    private const int MaxWordCharacters = 100;
    private readonly Dictionary<string, int> _vocabulary = new(StringComparer.Ordinal);
    private readonly long _unknown;
    private readonly long _start;
    private readonly long _end;

    /// <param name="vocabulary">A piece a line, as UTF-8; its number is that of the line, from 0.</param>
    public WordPieces(byte[] vocabulary)
    {
        var lines = Encoding.UTF8.GetString(vocabulary).Split('\n');
        for (var number = 0; number < lines.Length; number++)
        {
            if (lines[number].TrimEnd('\r') is { Length: > 0 } piece)
                _vocabulary.TryAdd(piece, number);
        }
        (_unknown, _start, _end) = (_vocabulary["[UNK]"], _vocabulary["[CLS]"], _vocabulary["[SEP]"]);
    }

    /// <summary>
    /// The numbers of a text's pieces, in windows that begin and end as the model expects; one for an empty text.
    /// </summary>
    public IEnumerable<long[]> Windows(string text)
    {
        var isAny = false;
        foreach (var window in Words(text).SelectMany(Pieces).Chunk(WindowPieces))
        {
            isAny = true;
            yield return [_start, .. window, _end];
        }
        if (!isAny)
            yield return [_start, _end];
    }

    private IEnumerable<long> Pieces(string word)
    {
        if (word.Length > MaxWordCharacters)
            return [_unknown];
        var pieces = new List<long>();
        for (var at = 0; at < word.Length;)
        {
            var end = word.Length;
            while (end > at && !_vocabulary.ContainsKey(Piece(word, at, end)))
                end--;
            if (end == at)
                return [_unknown];
            pieces.Add(_vocabulary[Piece(word, at, end)]);
            at = end;
        }
        return pieces;
    }

    private static string Piece(string word, int from, int to) => from == 0 ? word[..to] : $"##{word[from..to]}";

    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().SelectMany(Plain))
        {
            if (!IsApart(rune) && !Rune.IsWhiteSpace(rune))
            {
                word.Append(rune.ToString());
                continue;
            }
            if (word.Length > 0)
                yield return word.ToString();
            word.Clear();
            if (!Rune.IsWhiteSpace(rune))
                yield return rune.ToString();
        }
        if (word.Length > 0)
            yield return word.ToString();
    }

    private static IEnumerable<Rune> Plain(Rune rune)
    {
        if (rune.Value == 0xFFFD || (!Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
            return [];
        return Rune.ToLowerInvariant(rune).ToString().Normalize(NormalizationForm.FormD).EnumerateRunes()
            .Where(one => Rune.GetUnicodeCategory(one) != UnicodeCategory.NonSpacingMark);
    }

    // Marks, and characters of writing without spaces, are separate words.
    private static bool IsApart(Rune rune) =>
        Rune.IsPunctuation(rune)
        || (rune.IsAscii && !Rune.IsLetterOrDigit(rune) && !Rune.IsWhiteSpace(rune))
        || rune.Value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0xF900 and <= 0xFAFF)
            or (>= 0x20000 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F);
}
