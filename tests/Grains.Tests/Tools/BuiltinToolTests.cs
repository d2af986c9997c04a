using System.Net;
using System.Text.Json.Nodes;
using Sanctum.Errors;
using Sanctum.Schemas;
using Sanctum.Tools.Builtin;
using Sanctum.Web;

namespace Sanctum.Tools;

public sealed class BuiltinToolTests
{
    [Theory]
    [InlineData("2+3*4", 14)]
    [InlineData("-2^2", -4)]
    [InlineData("2^3^2", 512)]
    [InlineData("(1+2)*-3", -9)]
    [InlineData("max(1, sqrt(16), 3) % 3", 1)]
    public void Expressions_read_as_mathematicians_write_them(string text, double value) =>
        Assert.Equal(value, Expression.Evaluate(text), 12);

    [Theory]
    [InlineData("1/0")]
    [InlineData("2 +")]
    [InlineData("foo(1)")]
    [InlineData("((1)")]
    public void What_is_no_expression_is_refused(string text) =>
        Assert.Throws<InvalidRequestException>(() => Expression.Evaluate(text));

    [Fact]
    public void Deep_nesting_is_refused_rather_than_run() =>
        Assert.Throws<InvalidRequestException>(() => Expression.Evaluate(new string('(', 10_000)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::10.0.0.1")]
    [InlineData("::ffff:0:7f00:1")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("100::1")]
    [InlineData("4000::1")]
    [InlineData("ff02::1")]
    [InlineData("2002:7f00:1::")]
    public void Addresses_that_are_not_public_are_refused(string address) =>
        Assert.False(new PublicAddresses([]).MayReach(IPAddress.Parse(address)));

    [Theory]
    [InlineData("93.184.216.34")]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946")]
    public void Public_addresses_may_be_reached(string address) =>
        Assert.True(new PublicAddresses([]).MayReach(IPAddress.Parse(address)));

    [Fact]
    public void Arguments_that_do_not_fit_are_refused_with_path_and_limit()
    {
        var validator = new JsonSchemaValidator(JsonNode.Parse(
            """
            {"type": "object", "required": ["n"], "additionalProperties": false, "properties": {
                "n": {"type": "integer", "maximum": 5}, "tags": {"type": "array", "items": {"type": "string", "maxLength": 2}}}}
            """)!);

        Assert.Empty(validator.Validate(JsonNode.Parse("""{"n":5,"tags":["ab"]}""")));
        Assert.Equal(["n"], validator.Validate(JsonNode.Parse("{}")).Select(error => error.Field));
        Assert.Equal(
            ["n", "tags[1]", "x"],
            validator.Validate(JsonNode.Parse("""{"n":6,"tags":["a","abc"],"x":1}""")).Select(error => error.Field));
    }
}
