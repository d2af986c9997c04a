namespace Sanctum.Storage;

public sealed class StorableTextTests
{
    [Theory]
    [InlineData("plain 😀", "plain 😀")]
    [InlineData("a\0b", "a\uFFFDb")]
    public void What_no_column_takes_is_replaced_so_that_nothing_is_joined(string given, string kept) =>
        Assert.Equal(kept, StorableText.Of(given));

    // An attribute could not hold them either.
    [Theory]
    [InlineData(0xD83D)]
    [InlineData(0xDC00)]
    public void Half_of_a_pair_is_replaced(int half) => Assert.Equal("a\uFFFDb", StorableText.Of($"a{(char)half}b"));

    [Theory]
    [InlineData("four", 4, "four")]
    [InlineData("fours", 4, "four…")]
    [InlineData("abc😀", 4, "abc…")]
    [InlineData("abc\0d", 4, "abc\uFFFD…")]
    public void What_is_too_long_is_cut_between_characters(string given, int most, string kept) =>
        Assert.Equal(kept, StorableText.Cut(given, most, "…"));
}
