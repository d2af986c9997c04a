using Sanctum.Connection;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sanctum.Memory;

/// <summary>The fields at the beginning of a block's file: YAML with a text or number a field, and nothing nested.</summary>
internal static class FrontMatter
{
    private static readonly string[] Fields = ["label", "description", "limit", "version"];

    /// <exception cref="ProblemException">It is not YAML, or has a field that a block does not have.</exception>
    public static Dictionary<string, string> Read(string name, string text)
    {
        try
        {
            return Read(name, new Parser(new StringReader(text)));
        }
        catch (YamlException e)
        {
            throw ProblemException.Usage($"{name}, line {e.Start.Line + 1}: {e.Message}");
        }
    }

    private static Dictionary<string, string> Read(string name, Parser yaml)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        yaml.Consume<StreamStart>();
        if (yaml.TryConsume<StreamEnd>(out _))
            return fields;
        yaml.Consume<DocumentStart>();
        if (!yaml.TryConsume<MappingStart>(out _))
            throw Refused("the fields are not of the form 'field: value'", yaml.Current!);
        while (!yaml.TryConsume<MappingEnd>(out _))
        {
            var field = Text("a field's name");
            if (!Fields.Contains(field.Value))
                throw Refused($"'{field.Value}' is none of {string.Join(", ", Fields)}", field);
            if (!fields.TryAdd(field.Value, Text($"the value of '{field.Value}'").Value))
                throw Refused($"'{field.Value}' is given twice", field);
        }
        return fields;

        Scalar Text(string what) => yaml.TryConsume<Scalar>(out var scalar)
            ? scalar
            : throw Refused($"{what} is not a text or number", yaml.Current!);

        // The line of the file: the fence is its first.
        ProblemException Refused(string why, ParsingEvent at) =>
            ProblemException.Usage($"{name}, line {at.Start.Line + 1}: {why}.");
    }
}
