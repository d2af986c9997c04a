using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;

namespace Sanctum.Agents;

public sealed class AnnotationRulesTests
{
    private static readonly Sample Right = new("ab", "a", 5, ["x"], new Inner("i"), ImmutableDictionary<string, Inner>.Empty);

    public static TheoryData<string, object, string> Wrong => new()
    {
        { "short_name", Right with { ShortName = "A" }, "'A' does not match ^[a-z]+$." },
        { "text", Right with { Text = null! }, "is missing." },
        { "text", Right with { Text = "" }, "must not be empty." },
        { "text", Right with { Text = "abcd" }, "has 4 characters; the limit is 3." },
        { "text", Right with { Text = "a\0" }, "must not hold the character U+0000." },
        { "number", Right with { Number = 0 }, "0 is not between 1 and 9." },
        { "texts", Right with { Texts = ["x", "xyz"] }, "has 3 characters; the limit is 2." },
        { "inner.code", Right with { Inner = new Inner("I") }, "'I' is no code." },
        {
            "inners.a.code", Right with { Inners = ImmutableDictionary<string, Inner>.Empty.Add("a", new Inner("I")) },
            "'I' is no code."
        },
        {
            "inners", Right with { Inners = ImmutableDictionary<string, Inner>.Empty.Add("a", new("i")).Add("b", new("i")) },
            "has 2 entries; the limit is 1."
        },
    };

    [Fact]
    public void Record_within_its_limits_has_no_error()
    {
        Assert.Empty(AnnotationRules.Find(Right));
        Assert.Empty(AnnotationRules.Find(Right with { Texts = null }));
    }

    [Theory, MemberData(nameof(Wrong))]
    public void Broken_rule_is_found_with_its_field(string field, object record, string message)
    {
        var error = Assert.Single(AnnotationRules.Find(record));

        Assert.Equal((field, message), (error.Field, error.Message));
    }

    public sealed record Sample(
        [RegularExpression("^[a-z]+$")] string ShortName,
        [StringLength(3, MinimumLength = 1)] string Text,
        [Range(1, 9)] int Number,
        [StringLength(2)] ImmutableArray<string>? Texts,
        Inner Inner,
        [MaxLength(1)] ImmutableDictionary<string, Inner> Inners);

    public sealed record Inner([RegularExpression("^[a-z]$", ErrorMessage = "is no code.")] string Code);
}
