using FsCheck;
using FsCheck.Fluent;

namespace Sanctum.Memory;

public sealed class TextMergeTests
{
    [Theory]
    [InlineData("a|b|c", "A|b|c", "a|b|C", "A|b|C")]
    [InlineData("a|b|c", "A|b|c", "a|B|c", "A|B|c")]
    [InlineData("a|b|c", "a|b|c|d", "a|B|c", "a|B|c|d")]
    [InlineData("a|b|c", "a|c", "a|b|c|d", "a|c|d")]
    [InlineData("a|b", "a|b|c", "a", "a|c")]
    [InlineData("a|b", "b", "a|b|c", "b|c")]
    [InlineData("a", "a|b", "", "b")]
    [InlineData("a|b|c", "x|b|c", "x|b|d", "x|b|d")]
    [InlineData("", "a", "a", "a")]
    [InlineData("a||b", "a||B", "A||b", "A||B")]
    public void Changes_of_different_lines_are_both_made(string original, string ours, string theirs, string merged)
    {
        Assert.Equal(Text(merged), TextMerge.Merge(Text(original), Text(ours), Text(theirs)));
        Assert.Equal(Text(merged), TextMerge.Merge(Text(original), Text(theirs), Text(ours)));
    }

    [Theory]
    [InlineData("a|b|c", "a|x|c", "a|y|c")]
    [InlineData("a|b|c", "a|c", "a|y|c")]
    [InlineData("a", "a|b", "a|c")]
    [InlineData("", "a", "b")]
    [InlineData("a|b|c|d", "a|x|d", "a|b|y|d")]
    [InlineData("a|b|c", "a", "a|b|x|c")]
    public void Changes_of_the_same_lines_are_a_conflict(string original, string ours, string theirs)
    {
        Assert.Null(TextMerge.Merge(Text(original), Text(ours), Text(theirs)));
        Assert.Null(TextMerge.Merge(Text(original), Text(theirs), Text(ours)));
    }

    [Fact]
    public void One_change_alone_is_made_as_it_is() =>
        Prop.ForAll(Texts, Texts, (original, changed) =>
            TextMerge.Merge(original, changed, original) == changed && TextMerge.Merge(original, original, changed) == changed
            && TextMerge.Merge(original, changed, changed) == changed).QuickCheckThrowOnFailure();

    [Fact]
    public void Order_of_the_sides_does_not_matter() =>
        Prop.ForAll(Texts, Texts, Texts, (original, ours, theirs) =>
            TextMerge.Merge(original, ours, theirs) == TextMerge.Merge(original, theirs, ours)).QuickCheckThrowOnFailure();

    [Fact]
    public void Changes_of_a_diff_make_the_one_text_the_other() =>
        Prop.ForAll(Texts, Texts, (before, after) => Applied(before, after) == after).QuickCheckThrowOnFailure();

    [Fact]
    public void Lines_that_one_side_adds_are_in_the_merged_text()
    {
        var place = Gen.Choose(0, 20).ToArbitrary();
        Prop.ForAll(Texts, Texts, place, (original, theirs, at) =>
        {
            var lines = LineDiff.LinesOf(original).ToList();
            lines.Insert(Math.Min(at, lines.Count), "mine");
            var merged = TextMerge.Merge(original, string.Join('\n', lines), theirs);
            return merged is null || LineDiff.LinesOf(merged).Count(line => line == "mine") == 1;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Text_of_very_many_lines_is_compared_in_bounded_time_and_still_merged()
    {
        var lines = Enumerable.Range(0, 50_000).Select(_ => "x").ToArray();
        var ours = string.Join('\n', Enumerable.Range(0, 49_000).Select(_ => "y").Append("end"));
        Assert.Equal(ours, Applied(string.Join('\n', lines), ours));
        Assert.Equal("top\n" + ours, TextMerge.Merge(
            "head\n" + string.Join('\n', lines), "top\n" + string.Join('\n', lines), "head\n" + ours));
    }

    [Fact]
    public void Diff_names_both_versions_and_has_three_lines_of_context()
    {
        var before = string.Join('\n', Enumerable.Range(1, 20));
        var after = before.Replace("\n5\n", "\nfive\n", StringComparison.Ordinal) + "\n21";

        Assert.Equal(
            "--- version 1\n+++ version 2\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n" +
            "@@ -18,3 +18,4 @@\n 18\n 19\n 20\n+21\n",
            UnifiedDiff.Of(before, after, "version 1", "version 2"));
        Assert.Equal("--- a\n+++ b\n@@ -0,0 +1 @@\n+x\n", UnifiedDiff.Of("", "x", "a", "b"));
        Assert.Equal("--- a\n+++ b\n@@ -1 +0,0 @@\n-x\n", UnifiedDiff.Of("x", "", "a", "b"));
        Assert.Equal("", UnifiedDiff.Of("x", "x", "a", "b"));
    }

    // Few different lines, so that texts share some.
    private static Arbitrary<string> Texts => Gen.Elements("a", "b", "c", "", "d d").ListOf()
        .Select(lines => string.Join('\n', lines.Take(12))).ToArbitrary();

    private static string Text(string lines) => lines.Replace('|', '\n');

    private static string Applied(string before, string after)
    {
        var (old, @new, at, result) = (LineDiff.LinesOf(before), LineDiff.LinesOf(after), 0, new List<string>());
        foreach (var change in LineDiff.Between(old, @new))
        {
            result.AddRange(old[at..change.Start]);
            result.AddRange(@new[change.AddedAt..(change.AddedAt + change.Added)]);
            at = change.End;
        }
        result.AddRange(old[at..]);
        return string.Join('\n', result);
    }
}
