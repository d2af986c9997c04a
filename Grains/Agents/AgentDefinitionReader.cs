using System.Collections.Immutable;
using Sanctum.Documents;
using Sanctum.Errors;
using YamlDotNet.RepresentationModel;

namespace Sanctum.Agents;

/// <summary>Reads agent definitions from YAML, and so from JSON. Every mistake is told with its field and line.</summary>
internal static class AgentDefinitionReader
{
    /// <summary>How long a document may be.</summary>
    public const int MaxCharacters = 256 * 1024;

    /// <exception cref="InvalidRequestException">The document is no definition; every mistake is told.</exception>
    public static AgentDefinition Read(string document)
    {
        var errors = new List<FieldError>();
        var root = DocumentParser.ParseMapping(document, MaxCharacters);
        var fields = new YamlFields(root, "", errors);
        var agent = fields.Mapping("agent") ?? fields;
        if (!ReferenceEquals(agent, fields))
            fields.RefuseOthers();
        var definition = ReadAgent(agent);
        agent.RefuseOthers();
        // Rules about values only make sense once the shape is right.
        if (errors.Count == 0)
            errors.AddRange(
                AgentDefinitionRules.Find(definition).Select(error => error with { Line = LineOf(root, error.Field) }));
        return errors.Count == 0 ? definition : throw new InvalidRequestException(errors);
    }

    private static AgentDefinition ReadAgent(YamlFields agent)
    {
        var name = agent.RequiredText("name");
        var displayName = agent.Text("display_name", name);
        return new RecordReader(Absent).Read<AgentDefinition>(agent);

        object? Absent(string parameter, string key) => parameter switch
        {
            nameof(AgentDefinition.Name) => name,
            nameof(AgentDefinition.DisplayName) => name,
            nameof(AgentDefinition.Description) => "",
            nameof(AgentDefinition.Personality) => new AgentPersonality($"{displayName}, an agent."),
            nameof(AgentDefinition.Capabilities) => new AgentCapabilities(),
            nameof(AgentDefinition.MemoryBlocks) => ImmutableDictionary<string, MemoryBlockDefinition>.Empty,
            nameof(MemoryBlockDefinition.Label) => key,
            nameof(MemoryBlockDefinition.Value) => "",
            _ => null,
        };
    }

    private static int? LineOf(YamlMappingNode root, string field)
    {
        YamlNode node = root.Children.TryGetValue(new YamlScalarNode("agent"), out var agent) ? agent : root;
        int? line = null;
        foreach (var part in field.Split('.'))
        {
            if (node is not YamlMappingNode mapping || !mapping.Children.TryGetValue(new YamlScalarNode(part), out var child))
                return line;
            line = (int)child.Start.Line;
            node = child;
        }
        return line;
    }
}
