using System.Text;

namespace Sanctum.Memory;

/// <summary>How texts are cut into passages.</summary>
public sealed class ChunkTests
{
    [Fact]
    public void Chunks_hold_the_whole_text_in_its_order_and_are_bounded()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var text = RandomText(random);

            var chunks = ChunkedFile.Chunks(text).ToList();

            Assert.Equal(WithoutSpaces(text), WithoutSpaces(string.Concat(chunks.Select(chunk => chunk.Text))));
            Assert.All(chunks, chunk => Assert.InRange(chunk.Text.Length, 1, 1_200));
            Assert.All(chunks, chunk => Assert.True(Encoding.UTF8.GetByteCount(chunk.Text) <= 8_192));
        }
    }

    [Fact]
    public void Chunk_begins_at_its_line_and_ends_at_a_sentence()
    {
        var sentence = $"{new string('a', 98)}. ";
        var text = $"\n\nFirst.\n\n{string.Concat(Enumerable.Repeat(sentence, 30))}\nLast.";

        var chunks = ChunkedFile.Chunks(text).ToList();

        Assert.Equal((2, true), (chunks[0].Line, chunks[0].Text.StartsWith("First.", StringComparison.Ordinal)));
        Assert.All(chunks, chunk => Assert.EndsWith(".", chunk.Text, StringComparison.Ordinal));
        Assert.True(chunks.Count >= 3);
    }

    [Fact]
    public void Sections_begin_at_headings_but_not_at_those_in_code()
    {
        const string Document = """
            ---
            title: left out
            ---
            Before.

            # One #
            text
            ~~~sh
            # a comment
            ~~~
            ## Two
            more
            #no heading
            """;

        var sections = MarkdownSections.Of(Document).ToList();

        Assert.Equal([("", 4), ("One", 7), ("Two", 12)], sections.Select(section => (section.Heading, section.Line)));
        Assert.DoesNotContain("left out", sections[0].Text, StringComparison.Ordinal);
        Assert.Contains("# a comment", sections[1].Text, StringComparison.Ordinal);
        Assert.Contains("#no heading", sections[2].Text, StringComparison.Ordinal);
    }

    private static string RandomText(Random random)
    {
        string[] parts =
            ["word ", "long-word-without-an-end", ". ", "! ", "\n", "\n\n", "\r\n", "日本語。", "😀", "  ", "3.5"];
        var text = new StringBuilder();
        for (var i = random.Next(600); i >= 0; i--)
            text.Append(parts[random.Next(parts.Length)]);
        return text.Append(new string('x', random.Next(4_000))).ToString();
    }

    private static string WithoutSpaces(string text) =>
        string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
}
