using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Documents;
using Sanctum.Errors;
using YamlDotNet.RepresentationModel;

namespace Sanctum.Agents;

/// <summary>Applies a JSON merge patch (RFC 7396), written as JSON or YAML, to a definition.</summary>
internal static class AgentDefinitionPatch
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <exception cref="InvalidRequestException">The patch, or what it makes of the definition, breaks a rule.</exception>
    public static AgentDefinition Apply(AgentDefinition current, string patch)
    {
        var document = DocumentParser.ParseMapping(patch, AgentDefinitionReader.MaxCharacters);
        var changes = document.Children.Count == 1 && document.Children.TryGetValue(new YamlScalarNode("agent"), out var agent)
            ? agent
            : document;
        if (changes is not YamlMappingNode mapping)
            throw new InvalidRequestException("agent", "must be a mapping of fields.");
        var target = (JsonObject)JsonSerializer.SerializeToNode(current, SnakeCase)!;
        Merge(target, mapping);
        return AgentDefinitionReader.Read(target.ToJsonString());
    }

    private static void Merge(JsonObject target, YamlMappingNode patch)
    {
        foreach (var (key, value) in patch.Children)
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(((YamlScalarNode)key).Value ?? "");
            if (value is YamlScalarNode { Value: null or "null" or "~", Style: YamlDotNet.Core.ScalarStyle.Plain })
                target.Remove(name);
            else if (value is YamlMappingNode mapping)
                Merge(target[name] as JsonObject ?? Attach(target, name), mapping);
            else
                target[name] = ToJson(value);
        }
    }

    private static JsonObject Attach(JsonObject target, string name)
    {
        var child = new JsonObject();
        target[name] = child;
        return child;
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidRequestException("document", "contains a value that is not a text, a list or a mapping."),
    };
}
