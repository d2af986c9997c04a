using System.Globalization;
using Sanctum.Errors;
using YamlDotNet.RepresentationModel;

namespace Sanctum.Documents;

/// <summary>
/// The fields of one mapping of a document. Errors are gathered with their path and line, so that all are reported at once.
/// </summary>
internal sealed class YamlFields(YamlMappingNode node, string path, List<FieldError> errors)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>The keys of the mapping.</summary>
    public IEnumerable<string> Keys => node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "");

    /// <summary>Whether a field is there and not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    public string Text(string name, string fallback = "")
    {
        if (Find(name) is not { } value)
            return fallback;
        if (value is YamlScalarNode { Value: { } text })
            return text;
        Refuse(name, value, "must be a text.");
        return fallback;
    }

    public string RequiredText(string name)
    {
        if (Find(name) is null)
            errors.Add(new FieldError(Path(name), "is missing.", (int)node.Start.Line));
        return Text(name);
    }

    /// <summary>One of some words; the first is what holds where the field is left out.</summary>
    public string OneOf(string name, string first, params string[] others)
    {
        var value = Text(name, first);
        if (value != first && !others.Contains(value))
            Refuse(name, $"must be {string.Join(", ", [first, .. others[..^1]])} or {others[^1]}.");
        return value;
    }

    public int Number(string name, int fallback)
    {
        if (Find(name) is not { } value)
            return fallback;
        if (value is YamlScalarNode { Value: { } text }
            && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        Refuse(name, value, "must be a whole number.");
        return fallback;
    }

    public IReadOnlyList<string>? Texts(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value is YamlSequenceNode list && list.Children.All(item => item is YamlScalarNode))
            return [.. list.Children.Cast<YamlScalarNode>().Select(item => item.Value ?? "")];
        Refuse(name, value, "must be a list of texts.");
        return null;
    }

    /// <summary>A mapping inside this one, or null.</summary>
    public YamlFields? Mapping(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value is YamlMappingNode mapping)
            return new YamlFields(mapping, Path(name), errors);
        Refuse(name, value, "must be a mapping of fields.");
        return null;
    }

    /// <summary>The mappings of a list, in order; empty where the field is left out.</summary>
    public IReadOnlyList<YamlFields> Mappings(string name)
    {
        if (Find(name) is not { } value)
            return [];
        if (value is YamlSequenceNode list && list.Children.All(item => item is YamlMappingNode))
            return [.. list.Children.Cast<YamlMappingNode>().Select(
                (item, i) => new YamlFields(item, string.Create(CultureInfo.InvariantCulture, $"{Path(name)}[{i}]"), errors))];
        Refuse(name, value, "must be a list of mappings.");
        return [];
    }

    /// <summary>Refuses the value of a field for a reason of the caller's.</summary>
    public void Refuse(string name, string message) =>
        errors.Add(new FieldError(Path(name), message, (int)(Find(name) ?? node).Start.Line));

    /// <summary>Refuses every field that was not read.</summary>
    public void RefuseOthers()
    {
        foreach (var key in node.Children.Keys.OfType<YamlScalarNode>().Where(key => !_read.Contains(Normalize(key.Value ?? ""))))
            errors.Add(new FieldError(Path(key.Value ?? ""), "is not a known field.", (int)key.Start.Line));
    }

    private YamlNode? Find(string name)
    {
        _read.Add(name);
        foreach (var (key, value) in node.Children)
        {
            if (key is YamlScalarNode { Value: { } written } && Normalize(written) == name)
                return value is YamlScalarNode { Value: null or "null" or "~", Style: YamlDotNet.Core.ScalarStyle.Plain }
                    ? null
                    : value;
        }
        return null;
    }

    private void Refuse(string name, YamlNode value, string message) =>
        errors.Add(new FieldError(Path(name), message, (int)value.Start.Line));

    private string Path(string name) => path.Length == 0 ? name : $"{path}.{name}";

    // Documents say max_steps, JSON clients say maxSteps; both mean the same field.
    private static string Normalize(string name) =>
        string.Concat(
            name.Select((letter, i) => char.IsUpper(letter) && i > 0 ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
