namespace Sanctum.Queues;

public sealed class ReplyContextRuleTests
{
    [Theory]
    [InlineData("""{"uri":"at://x","n":1.5e10,"deep":[{"a":null}]}""")]
    [InlineData("""{"path":"C:\\u0000.txt"}""")]
    [InlineData("""{"smile":"\ud83d\ude00"}""")]
    public void What_its_column_takes_is_right(string context) => Assert.Null(ReplyContextRule.FaultOf(context));

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("{ not json", "JSON")]
    [InlineData("{} {}", "JSON")]
    [InlineData("""{"a":"\u0000"}""", "U+0000")]
    [InlineData("""{"a\u0000":1}""", "U+0000")]
    [InlineData("""{"a":"\ud83d"}""", "surrogate")]
    [InlineData("""{"a":1e400000}""", "number")]
    public void What_its_column_refuses_is_named(string context, string fault) =>
        Assert.Contains(fault, ReplyContextRule.FaultOf(context), StringComparison.Ordinal);

    // An attribute could not hold it either.
    [Fact]
    public void Half_of_a_pair_is_refused_unescaped_too() =>
        Assert.Contains("surrogate", ReplyContextRule.FaultOf($$"""{"a":"{{'\ud83d'}}"}"""), StringComparison.Ordinal);

    [Fact]
    public void It_has_a_limit() =>
        Assert.Contains(
            $"{ReplyContextRule.MaxCharacters}",
            ReplyContextRule.FaultOf($"\"{new string('x', ReplyContextRule.MaxCharacters)}\""), StringComparison.Ordinal);
}
