using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Sanctum.Streams;

public sealed class SchemaChangeTests
{
    private const string Before =
        """
        {
          "type": "object", "required": ["id", "call"],
          "properties": {
            "id": {"type": "string", "format": "uuid"},
            "state": {"enum": ["new", "done", null]},
            "call": {"type": "object", "required": ["name"], "properties": {"name": {"type": ["string", "null"]}}},
            "tags": {"type": "array", "items": {"type": "object", "properties": {"text": {"type": "string"}}}}
          }
        }
        """;

    [Theory]
    [InlineData("properties.id", null, "id: was removed")]
    [InlineData("properties.call.properties.name", null, "call.name: was removed")]
    [InlineData("properties.tags.items.properties.text", null, "tags.items.text: was removed")]
    [InlineData("properties.id.type", "\"integer\"", "id: type was \"string\" and is \"integer\"")]
    [InlineData("properties.id.format", null, "id: format was \"uuid\" and is absent")]
    [InlineData("properties.id.maxLength", "9", "id: maxLength was absent and is 9")]
    [InlineData(
        "properties.call.properties.name.type", "\"string\"", "call.name: type was [\"string\",\"null\"] and is \"string\"")]
    [InlineData("properties.tags.items.type", "\"string\"", "tags.items: type was \"object\" and is \"string\"")]
    [InlineData("properties.state.enum", "[\"new\",null]", "state: enum was [\"new\",\"done\",null] and is [\"new\",null]")]
    [InlineData(
        "properties.state.enum", "[\"new\",\"done\",\"late\",null]",
        "state: enum was [\"new\",\"done\",null] and is [\"new\",\"done\",\"late\",null]")]
    [InlineData("required", "[\"id\",\"call\",\"state\"]", "state: is required now")]
    [InlineData("required", "[\"call\"]", "id: is no longer required")]
    [InlineData("properties.call.required", "[\"name\",\"other\"]", "call.other: is required now")]
    [InlineData("additionalProperties", "false", "the event: additionalProperties was absent and is false")]
    public void What_breaks_a_reader_or_a_writer_is_named(string place, string? value, string broken) =>
        Assert.Equal([broken], SchemaChange.Breaks(JsonNode.Parse(Before)!, Changed(place, value)));

    [Theory]
    [InlineData("properties.extra", """{"type":"string"}""")]
    [InlineData("properties.call.properties.extra", """{"type":["object","null"],"required":["x"],"properties":{"x":{"type":"string"}}}""")]
    [InlineData("properties.tags.items.properties.extra", """{"enum":["a"]}""")]
    [InlineData("properties.id.description", "\"Other words.\"")]
    [InlineData("properties.call.properties.name.type", """["null","string"]""")]
    public void What_only_adds_is_let_through(string place, string value) =>
        Assert.Empty(SchemaChange.Breaks(JsonNode.Parse(Before)!, Changed(place, value)));

    [Fact]
    public void Of_two_sets_of_properties_the_greater_one_only_adds_and_the_smaller_one_breaks() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll<NonNull<string>[], NonNull<string>[]>((kept, added) =>
        {
            var few = kept.Select(name => name.Get).ToHashSet();
            var many = few.Union(added.Select(name => name.Get)).ToHashSet();
            return SchemaChange.Breaks(Optional(few), Optional(many)).Count == 0
                && SchemaChange.Breaks(Optional(many), Optional(few)).Count == many.Count - few.Count;
        }));

    private static JsonObject Optional(IEnumerable<string> names) =>
        new()
        {
            ["properties"] = new JsonObject(
                names.Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["type"] = "string" }))),
        };

    private static JsonNode Changed(string place, string? value)
    {
        var schema = JsonNode.Parse(Before)!;
        var path = place.Split('.');
        var parent = path[..^1].Aggregate(schema, (node, name) => node[name]!).AsObject();
        if (value is null)
            parent.Remove(path[^1]);
        else
            parent[path[^1]] = JsonNode.Parse(value);
        return schema;
    }
}
