using System.Text;
using Sanctum.Identity;
using Sanctum.Storage;

namespace Sanctum.Memory;

/// <summary>
/// The passages of a text: whole paragraphs where they are short, else whole sentences. Each has the heading above it in its
/// text, where a search finds it, and in its source, as <c>file#heading</c>.
/// </summary>
internal static class ChunkedFile
{
    private const int MaxCharacters = 1_200;
    private const int MaxHeadingCharacters = 100;
    private const double Importance = 0.5;

    public static IEnumerable<ImportEntry> Entries(ImportJob job, IEnumerable<FileSection> sections) =>
        sections.SelectMany(section => Entries(job, section));

    private static IEnumerable<ImportEntry> Entries(ImportJob job, FileSection section)
    {
        var heading = Shortened(section.Heading);
        var source = heading.Length == 0 ? job.Import.File : $"{job.Import.File}#{heading}";
        foreach (var (line, chunk) in Chunks(section.Text))
        {
            var text = heading.Length == 0 || section.IsPaged ? chunk : $"{heading}\n\n{chunk}";
            yield return ImportEntry.Of(section.IsPaged ? section.Line : section.Line + line, new NewPassage(
                NamedId.Of(job.Agent.Name, "passage", "chunk", source, text), text, job.Tags, source, Importance));
        }
    }

    /// <summary>The chunks of a text, each with the number of lines before it.</summary>
    public static IEnumerable<(int Line, string Text)> Chunks(string text)
    {
        var (chunk, begin, line, isNew) = (new StringBuilder(), 0, 0, true);
        foreach (var piece in Pieces(text))
        {
            var lines = piece.AsSpan().Count('\n');
            if (chunk.Length > 0 && chunk.Length + piece.Length > MaxCharacters)
            {
                if (Finished() is { } full)
                    yield return (begin, full);
                isNew = true;
            }
            if (isNew && !string.IsNullOrWhiteSpace(piece))
                (begin, isNew) = (line + LinesBefore(piece), false);
            chunk.Append(piece);
            line += lines;
        }
        if (Finished() is { } last)
            yield return (begin, last);

        string? Finished()
        {
            var finished = chunk.ToString().Trim();
            chunk.Clear();
            return finished.Length == 0 ? null : finished;
        }
    }

    // Paragraphs; of a long one its sentences; of a long sentence parts that end at a space. Joined they are the text.
    private static IEnumerable<string> Pieces(string text) =>
        Split(text.ReplaceLineEndings("\n"), EndOfParagraph).SelectMany(
            paragraph => paragraph.Length <= MaxCharacters ? [paragraph] : Split(paragraph, EndOfSentence)).SelectMany(
            sentence => sentence.Length <= MaxCharacters ? [sentence] : Split(sentence, EndOfPart));

    private static IEnumerable<string> Split(string text, Func<string, int, int> endAfter)
    {
        for (var begin = 0; begin < text.Length;)
        {
            var end = endAfter(text, begin);
            yield return text[begin..end];
            begin = end;
        }
    }

    private static int EndOfParagraph(string text, int begin)
    {
        var end = text.IndexOf("\n\n", begin, StringComparison.Ordinal);
        if (end < 0)
            return text.Length;
        while (end < text.Length && text[end] == '\n')
            end++;
        return end;
    }

    private static int EndOfSentence(string text, int begin)
    {
        for (var i = begin; i < text.Length - 1; i++)
        {
            if (text[i] is '。' or '！' or '？' || (text[i] is '.' or '!' or '?' && char.IsWhiteSpace(text[i + 1])))
                return i + 1;
        }
        return text.Length;
    }

    private static int EndOfPart(string text, int begin)
    {
        if (text.Length - begin <= MaxCharacters)
            return text.Length;
        var space = text.AsSpan(begin, MaxCharacters).LastIndexOfAny(' ', '\n');
        var end = begin + (space > 0 ? space + 1 : MaxCharacters);
        return char.IsLowSurrogate(text[end]) ? end - 1 : end;
    }

    private static int LinesBefore(string piece) =>
        piece.AsSpan(0, piece.Length - piece.AsSpan().TrimStart().Length).Count('\n');

    private static string Shortened(string heading) => StorableText.Cut(heading, MaxHeadingCharacters).TrimEnd();
}
