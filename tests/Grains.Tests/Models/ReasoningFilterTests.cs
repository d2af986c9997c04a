namespace Sanctum.Models;

public sealed class ReasoningFilterTests
{
    [Theory]
    [InlineData("<think>secret</think>Hello", "Hello", "secret")]
    [InlineData("<think>\nsecret\n</think>\n\nHello there", "Hello there", "\nsecret\n")]
    [InlineData("secret</think>\n\nHello", "Hello", "secret")]
    [InlineData("<think>secret", "", "secret")]
    [InlineData("<think>secret</thi", "", "secret</thi")]
    [InlineData("<THINK>secret</Think>Hello", "Hello", "secret")]
    [InlineData("<thinking>secret</thinking>Hello", "Hello", "secret")]
    [InlineData("[THINK]secret[/THINK]Hello", "Hello", "secret")]
    [InlineData("One <think>secret</think>two", "One two", "secret")]
    [InlineData("<think>a</think>One <think>b</think>two", "One two", "ab")]
    [InlineData("<think></think>Hello", "Hello", "")]
    [InlineData("1 < 2 <b>bold</b> <thin", "1 < 2 <b>bold</b> <thin", "")]
    [InlineData("", "", "")]
    public void Thoughts_are_not_said_however_the_text_is_cut(string answer, string said, string thought)
    {
        for (var size = 1; size <= Math.Max(1, answer.Length); size++)
        {
            var filter = new ReasoningFilter();
            foreach (var piece in answer.Chunk(size))
                filter.Add(new string(piece));
            filter.End();

            Assert.Equal((said, thought), (filter.Text, filter.Reasoning));
        }
    }

    [Theory]
    [InlineData("<think>secret</think>Hello")]
    [InlineData("Hello <think>secret</think>there <3")]
    public void What_is_shown_piece_by_piece_is_what_was_said(string answer)
    {
        var filter = new ReasoningFilter();

        var shown = string.Concat(answer.Select(character => filter.Add(character.ToString()))) + filter.End();

        Assert.Equal(filter.Text, shown);
        Assert.DoesNotContain("secret", shown, StringComparison.Ordinal);
    }
}
