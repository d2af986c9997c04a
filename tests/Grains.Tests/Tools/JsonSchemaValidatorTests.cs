using System.Text.Json.Nodes;
using Sanctum.Schemas;

namespace Sanctum.Tools;

public sealed class JsonSchemaValidatorTests
{
    [Theory]
    [InlineData("""{"pattern":"(["}""", "no pattern")]
    [InlineData("""{"pattern":5}""", "")]
    [InlineData("""{"type":5}""", "")]
    [InlineData("""{"type":"strnig"}""", "")]
    [InlineData("""{"minLength":"x"}""", "")]
    [InlineData("""{"minLength":-1}""", "")]
    [InlineData("""{"properties":{"x":{"required":[1]}}}""", "/properties/x/required/0")]
    [InlineData("""{"properties":{"x":{"items":{"type":7}}}}""", "")]
    [InlineData("""{"required":[null]}""", "")]
    [InlineData("""{"properties":[]}""", "")]
    [InlineData("""{"multipleOf":0}""", "multipleOf")]
    [InlineData("""{"patternProperties":{"([":{}}}""", "no pattern")]
    [InlineData("""{"$ref":"https://example.org/other.json"}""", "itself alone")]
    [InlineData("""{"properties":{"a":{"items":{"$ref":"other.json#/x"}}}}""", "itself alone")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/nowhere"}}}""", "where no schema is")]
    [InlineData("""{"$ref":"#"}""", "")]
    [InlineData("""{"$dynamicRef":"#node","$dynamicAnchor":"node"}""", "not taken here")]
    [InlineData("""{"$schema":"https://made.up/schema"}""", "")]
    [InlineData("""{"$schema":5}""", "")]
    [InlineData("7", "object or a boolean")]
    [InlineData("[]", "object or a boolean")]
    [InlineData("null", "object or a boolean")]
    public void What_is_no_schema_is_refused_with_a_reason(string schema, string reason)
    {
        var fault = JsonSchemaValidator.FaultOf(JsonNode.Parse(schema));

        Assert.NotNull(fault);
        Assert.Contains(reason, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"type":"integer"}}}""", "1", "\"x\"")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"integer"}]}""", "1", "true")]
    [InlineData("""{"oneOf":[{"minimum":1},{"minimum":2}]}""", "1", "3")]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":2}]}""", "1", "3")]
    [InlineData("""{"not":{"type":"string"}}""", "1", "\"x\"")]
    [InlineData("""{"const":{"a":[1]}}""", """{"a":[1]}""", """{"a":[2]}""")]
    [InlineData("""{"format":"email"}""", "\"ann@example.org\"", "\"ann\"")]
    [InlineData("""{"format":"date-time"}""", "\"2026-01-01T00:00:00Z\"", "\"yesterday\"")]
    [InlineData("""{"format":"uri"}""", "\"https://example.org\"", "\"no address\"")]
    [InlineData("""{"if":{"type":"string"},"then":{"minLength":3}}""", "\"abc\"", "\"a\"")]
    [InlineData("""{"uniqueItems":true}""", "[1,2]", "[1,1]")]
    [InlineData("""{"contains":{"type":"string"}}""", "[1,\"a\"]", "[1]")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":false}""", "[\"a\"]", "[\"a\",1]")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"a":1,"b":1}""", """{"a":1}""")]
    [InlineData("""{"propertyNames":{"pattern":"^[a-z]+$"}}""", """{"a":1}""", """{"A":1}""")]
    [InlineData("""{"patternProperties":{"^x-":{"type":"string"}},"additionalProperties":false}""", """{"x-a":"1"}""", """{"y":"1"}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","definitions":{"a":{"type":"string"}},"items":{"$ref":"#/definitions/a"}}""", "[\"a\"]", "[1]")]
    [InlineData("""{"type":"object","properties":{"next":{"$ref":"#"}},"additionalProperties":false}""", """{"next":{"next":{}}}""", """{"next":{"next":{"x":1}}}""")]
    [InlineData("""{"x-own":1,"nullable":true,"example":"a","type":"string"}""", "\"a\"", "1")]
    public void Every_keyword_counts(string schema, string right, string wrong)
    {
        var rules = new JsonSchemaValidator(JsonNode.Parse(schema));

        Assert.Empty(rules.Validate(JsonNode.Parse(right)));
        Assert.NotEmpty(rules.Validate(JsonNode.Parse(wrong)));
    }

    [Theory]
    [InlineData("""{"required":["a"]}""", "{}", "a: is missing.")]
    [InlineData("""{"properties":{"o":{"required":["a","b"]}}}""", """{"o":{"b":1}}""", "o.a: is missing.")]
    [InlineData("""{"type":["string","null"]}""", "1", "arguments: must be string or null, not integer.")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"b":1}""", "b: is not known; there are: a.")]
    [InlineData("""{"items":{"maxLength":2}}""", "[\"ab\",\"abc\"]", "[1]: has 3 characters; the limit is 2.")]
    [InlineData("""{"properties":{"l":{"maxItems":1}}}""", """{"l":[1,2]}""", "l: has 2 items; the limit is 1.")]
    [InlineData("""{"minimum":1}""", "0", "arguments: is 0; the least is 1.")]
    [InlineData("""{"enum":["a","b"]}""", "\"c\"", "arguments: must be one of \"a\", \"b\".")]
    [InlineData(
        """{"properties":{"v":{"$ref":"#/$defs/v"}},"$defs":{"v":{"pattern":"^a"}}}""", """{"v":"b"}""", "v: does not match ^a.")]
    [InlineData("""{"properties":{"v":{"anyOf":[{"type":"string"},{"type":"integer"}]},"w":{"type":"string"}}}""", """{"v":1,"w":1}""", "w: must be string, not integer.")]
    [InlineData("""{"properties":{"v":{"anyOf":[{"type":"string"},{"type":"integer"}]}}}""", """{"v":true}""",
        "v: fits none of the forms that are allowed: v must be string, not boolean. Or: v must be integer, not boolean.")]
    public void What_is_broken_is_told_with_its_place(string schema, string value, string told) => Assert.Equal(
        told, string.Join("|", new JsonSchemaValidator(JsonNode.Parse(schema))
            .Validate(JsonNode.Parse(value)).Select(error => $"{error.Field}: {error.Message}")));

    [Theory]
    [InlineData("""{"pattern":"^(a+)+$"}""")]
    [InlineData("""{"patternProperties":{"^(a+)+$":{}},"additionalProperties":false}""")]
    [InlineData("""{"pattern":"^(?=a)(a+)+$"}""")]
    [InlineData("""{"pattern":"^(a|a)*$"}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","pattern":"^(a+)+$"}""")]
    public void A_pattern_that_would_run_for_years_ends(string schema)
    {
        var text = new string('a', 50) + "!";
        JsonNode value = schema.Contains("patternProperties", StringComparison.Ordinal) ? new JsonObject { [text] = 1 } : text;

        Assert.NotEmpty(new JsonSchemaValidator(JsonNode.Parse(schema)).Validate(value));
    }

    [Theory]
    [InlineData("""{"properties":{"a":{"$ref":"#/properties/b"},"b":{"$ref":"#/properties/a"}}}""")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"allOf":[{"$ref":"#/$defs/x"}]}}}""")]
    public void References_in_a_circle_end_no_process(string schema) => Assert.True(
        JsonSchemaValidator.FaultOf(JsonNode.Parse(schema)) is not null
        || new JsonSchemaValidator(JsonNode.Parse(schema)).Validate(JsonNode.Parse("""{"a":1}""")).Count > 0);

    [Fact]
    public void References_that_fan_out_are_cut_off()
    {
        const int Levels = 40;
        var levels = Enumerable.Range(0, Levels).Select(
            level => $$"""{{$"\"d{level}\""}}:{"allOf":[{"$ref":"#/$defs/d{{level + 1}}"},{"$ref":"#/$defs/d{{level + 1}}"}]}""");
        var schema = $$"""{"$ref":"#/$defs/d0","$defs":{{{string.Join(',', levels)}},"d{{Levels}}":{} } }""";

        var errors = new JsonSchemaValidator(JsonNode.Parse(schema)).Validate(JsonValue.Create(1));

        Assert.Contains("without end", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_character_is_told_and_not_thrown() => Assert.Contains(
        "surrogate", Assert.Single(new JsonSchemaValidator(JsonNode.Parse("""{"maxLength":3}"""))
            .Validate(JsonNode.Parse("\"\\ud800\""))).Message, StringComparison.Ordinal);
}
