using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Sanctum.Streams;

/// <summary>What the documentation comments of an assembly say, as plain sentences.</summary>
internal sealed partial class TypeDocumentation
{
    private readonly Dictionary<string, XElement> _members;

    public TypeDocumentation(Assembly assembly) =>
        _members = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member").ToDictionary(
            member => (string)member.Attribute("name")!);

    public string? Summary(Type type) => Text(_members.GetValueOrDefault($"T:{type.FullName}")?.Element("summary"));

    /// <summary>The comment on a parameter of a positional record.</summary>
    public string? Parameter(Type type, string name) =>
        Text(_members.GetValueOrDefault($"T:{type.FullName}")?.Elements("param")
            .FirstOrDefault(param => (string?)param.Attribute("name") == name));

    private static string? Text(XElement? comment)
    {
        if (comment is null)
            return null;
        var words = comment.Nodes().Select(node => node is XElement { IsEmpty: true } reference
            ? Name(reference)
            : node is XElement element ? element.Value : node.ToString());
        return Spaces().Replace(System.Net.WebUtility.HtmlDecode(string.Concat(words)), " ").Trim();
    }

    private static string Name(XElement reference) =>
        ((string)(reference.Attribute("cref") ?? reference.FirstAttribute)!).Split('.', ':')[^1];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
