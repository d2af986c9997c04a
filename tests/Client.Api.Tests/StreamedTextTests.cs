using Sanctum.Chat;

namespace Sanctum.Tests;

public sealed class StreamedTextTests
{
    private static readonly Guid Turn = Guid.NewGuid();

    [Fact]
    public void What_no_delta_brought_is_sent_at_the_end()
    {
        var text = new StreamedText();

        Assert.Equal(
            ["one ", "two ", "three"], [text.Add(Turn, 1, "one "), text.Add(Turn, 1, "two "), text.Finish("one two three")]);
    }

    [Fact]
    public void Reply_without_any_delta_is_sent_whole() => Assert.Equal("all of it", new StreamedText().Finish("all of it"));

    [Fact]
    public void Second_attempt_does_not_repeat_what_was_sent()
    {
        var text = new StreamedText();
        text.Add(Turn, 1, "one two ");

        text.Restart();

        Assert.Equal(["", "", "three"], [text.Add(Turn, 1, "one "), text.Add(Turn, 1, "two "), text.Add(Turn, 1, "three")]);
    }

    [Fact]
    public void Second_attempt_that_says_something_else_begins_a_paragraph()
    {
        var text = new StreamedText();
        text.Add(Turn, 1, "one two ");

        text.Restart();

        Assert.Equal("\n\nnot that", text.Add(Turn, 1, "not that"));
    }

    [Fact]
    public void Second_attempt_that_says_something_else_is_noticed()
    {
        var (other, same) = (new StreamedText(), new StreamedText());
        foreach (var text in new[] { other, same })
        {
            text.Add(Turn, 1, "one two ");
            text.Restart();
        }

        other.Add(Turn, 1, "not that");
        same.Add(Turn, 1, "one two three");

        Assert.Equal((true, false), (other.HasDiverged, same.HasDiverged));
    }

    [Fact]
    public void Step_that_is_over_is_not_repeated_by_the_next_attempt()
    {
        var text = new StreamedText();
        text.Add(Turn, 1, "Let me look.");
        text.EndStep();
        text.Restart();

        text.Add(Turn, 2, "It is so.");

        Assert.False(text.HasDiverged);
    }

    [Fact]
    public void Next_step_begins_a_paragraph()
    {
        var text = new StreamedText();
        text.Add(Turn, 1, "Let me look.");

        Assert.Equal(["\n\nIt is", " so."], [text.Add(Turn, 2, "It is"), text.Finish("It is so.")]);
    }

    [Fact]
    public void Delta_lost_in_the_middle_is_mended_by_the_whole_text()
    {
        var text = new StreamedText();
        text.Add(Turn, 1, "one ");
        text.Add(Turn, 1, "three");

        Assert.Equal("\n\none two three", text.Finish("one two three"));
    }
}
