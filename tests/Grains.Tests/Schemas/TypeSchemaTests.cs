using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace Sanctum.Schemas;

public sealed class TypeSchemaTests
{
    [Theory]
    [InlineData("text", "minLength", "2")]
    [InlineData("text", "maxLength", "5")]
    [InlineData("maybe", "maxLength", "7")]
    [InlineData("code", "pattern", "\"^(?:[a-z]\\u002B)$\"")]
    [InlineData("kind", "enum", "[\"a\",\"b\"]")]
    [InlineData("list", "minItems", "1")]
    [InlineData("list", "maxItems", "3")]
    [InlineData("count", "minimum", "1")]
    [InlineData("count", "maximum", "9")]
    public void An_annotation_of_an_argument_is_a_rule_of_its_schema(string argument, string keyword, string value) =>
        Assert.Equal(value, TypeSchema.Of(typeof(Arguments))["properties"]![argument]![keyword]?.ToJsonString());

    [Theory]
    [InlineData("text", "\"toolong\"")]
    [InlineData("code", "\"a1\"")]
    [InlineData("kind", "\"c\"")]
    [InlineData("list", "[]")]
    public void What_breaks_the_rule_is_refused_by_its_name(string argument, string value)
    {
        var arguments = JsonNode.Parse("""{"text":"abc","maybe":null,"code":"ab","kind":"a","list":["x"],"count":1}""")!;
        var validator = new JsonSchemaValidator(TypeSchema.Of(typeof(Arguments)));
        Assert.Empty(validator.Validate(arguments));

        arguments[argument] = JsonNode.Parse(value);

        Assert.All(validator.Validate(arguments), error => Assert.StartsWith(argument, error.Field, StringComparison.Ordinal));
        Assert.NotEmpty(validator.Validate(arguments));
    }

    private sealed record Arguments(
        [MinLength(2), MaxLength(5)] string Text,
        [MaxLength(7)] string? Maybe,
        [RegularExpression("[a-z]+")] string Code,
        [AllowedValues("a", "b")] string Kind,
        [MinLength(1), MaxLength(3)] string[] List,
        [Range(1, 9)] int Count);
}
