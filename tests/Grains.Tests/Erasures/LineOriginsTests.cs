using Sanctum.Memory;

namespace Sanctum.Erasures;

/// <summary>Lines of one writer are taken out of a text that others wrote too.</summary>
public sealed class LineOriginsTests
{
    [Theory]
    [InlineData("a", new[] { "-a\nx", "+a\nx\nb" }, "a\nb")]
    [InlineData("a", new[] { "-x\na", "+x y\na" }, "a")]
    [InlineData("a\nb", new[] { "-a\nx\nb", "+a\nx\nc" }, "a\nc")]
    [InlineData("a\nb", new[] { "-a\nx" }, "a\nb")]
    [InlineData("", new[] { "-x", "+x\na" }, "a")]
    [InlineData("a", new[] { "-x", "+x\nb" }, "a\nb")]
    [InlineData("a", new[] { "+b", "-b\nx", "-b\nx\ny", "+b\nc\nx\ny" }, "b\nc")]
    public void Lines_of_erased_changes_go_and_what_they_replaced_comes_back(string first, string[] changes, string clean)
    {
        var lines = new LineOrigins(first);

        foreach (var change in changes)
            lines.Become(change[1..], isErased: change[0] == '-');

        Assert.Equal(clean, lines.Clean);
        Assert.Equal(changes[^1][1..], lines.Text);
    }
}
