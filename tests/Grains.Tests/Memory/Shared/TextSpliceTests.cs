using FsCheck;
using FsCheck.Fluent;

namespace Sanctum.Memory;

public sealed class TextSpliceTests
{
    // Few different pieces, so that texts share some. The two animals share the first half of their surrogate pairs, the two
    // letters of old scripts the second.
    private static Arbitrary<string> Texts => Gen.Elements("a", "b", "\n", "é", "🐕", "🐈", "\U00010415", "\U00020015").ListOf()
        .Select(pieces => string.Concat(pieces.Take(40))).ToArbitrary();

    // Also texts that are no valid Unicode.
    private static Arbitrary<string> Units => Gen.Elements('a', 'b', '\uD83D', '\uDC15', '\uD801', '\uDC08').ListOf()
        .Select(units => string.Concat(units.Take(40))).ToArbitrary();

    [Fact]
    public void Splice_between_two_texts_makes_the_one_the_other() =>
        Prop.ForAll(Texts, Texts, (before, after) => TextSplice.Between(before, after).Apply(before) == after)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Splice_between_any_two_strings_makes_the_one_the_other() =>
        Prop.ForAll(Units, Units, (before, after) => TextSplice.Between(before, after).Apply(before) == after)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Splice_cuts_no_surrogate_pair() =>
        Prop.ForAll(Texts, Texts, (before, after) =>
        {
            var splice = TextSplice.Between(before, after);
            return IsText(splice.Added) && IsText(before[..splice.Start]) && IsText(before[(splice.Start + splice.Removed)..]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Splice_of_a_line_that_is_added_is_the_line() =>
        Prop.ForAll(Texts, Texts, (before, line) =>
            TextSplice.Between(before, $"{before}\n{line}") is { Removed: 0 } splice && splice.Added.Length == line.Length + 1)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Empty_splice_changes_nothing() => Assert.Equal("Tea. 🐕", TextSplice.None.Apply("Tea. 🐕"));

    private static bool IsText(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogate(text[at]) && (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[++at])))
                return false;
        }
        return true;
    }
}
