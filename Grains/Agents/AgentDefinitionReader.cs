using System.Collections.Immutable;
using Sanctum.Errors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Sanctum.Agents;

/// <summary>Reads agent definitions from YAML, and so from JSON. Every mistake is told with its field and line.</summary>
internal static class AgentDefinitionReader
{
    private const int MaxCharacters = 256 * 1024;
    private const int DeepestNesting = 16;

    /// <exception cref="InvalidRequestException">The document is no definition; every mistake is told.</exception>
    public static AgentDefinition Read(string document)
    {
        var errors = new List<FieldError>();
        var root = ParseMapping(document);
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

    /// <summary>The document's outermost mapping.</summary>
    public static YamlMappingNode ParseMapping(string document)
    {
        if (document.Length > MaxCharacters)
            throw new InvalidRequestException("document", $"has {document.Length} characters; the limit is {MaxCharacters}.");
        try
        {
            RefuseAliasesAndDepth(document);
            var stream = new YamlStream();
            stream.Load(new StringReader(document));
            if (stream.Documents is not [{ RootNode: YamlMappingNode mapping }])
                throw new InvalidRequestException("document", "must be one mapping of fields.");
            RequireTextKeys(mapping);
            return mapping;
        }
        catch (YamlException exception)
        {
            throw new InvalidRequestException(
                [new FieldError("document", $"is not YAML: {exception.Message}", (int)exception.Start.Line)]);
        }
        catch (ArgumentException)
        {
            // YamlDotNet looks up escapes such as \ud800 without asking whether there is such a character.
            throw new InvalidRequestException("document", "is not YAML: an escape stands for no character.");
        }
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

    // An alias can make a small document huge; no definition needs one.
    private static void RefuseAliasesAndDepth(string document)
    {
        var parser = new Parser(new StringReader(document));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (parser.Current is AnchorAlias alias)
                throw new InvalidRequestException([new FieldError("document", "must not use aliases.", (int)alias.Start.Line)]);
            if (depth > DeepestNesting)
                throw new InvalidRequestException([new FieldError(
                    "document", $"is nested deeper than {DeepestNesting} levels.", (int)parser.Current.Start.Line)]);
        }
    }

    private static void RequireTextKeys(YamlNode root)
    {
        foreach (var mapping in root.AllNodes.OfType<YamlMappingNode>())
        {
            if (mapping.Children.Keys.FirstOrDefault(key => key is not YamlScalarNode) is { } other)
                throw new InvalidRequestException(
                    [new FieldError(
                        "document", "has a key that is not a text.", (int)other.Start.Line, (int)other.Start.Column)]);
        }
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
