using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Sanctum.Tests;

/// <summary>What the code says of a member in its documentation comment, as one line of Markdown.</summary>
internal static partial class CodeSummary
{
    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, XElement>> Comments = new();

    public static string Of(PropertyInfo property)
    {
        var comments = Comments.GetOrAdd(property.DeclaringType!.Assembly, Load);
        return comments.TryGetValue($"P:{property.DeclaringType.FullName}.{property.Name}", out var summary)
            ? Markdown(summary)
            : "";
    }

    private static Dictionary<string, XElement> Load(Assembly assembly) =>
        XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!);

    private static string Markdown(XElement summary) =>
        WhiteSpace().Replace(string.Concat(summary.Nodes().Select(Markdown)), " ").Trim();

    private static string Markdown(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement reference when reference.Attribute("cref") is { } cref => $"`{cref.Value[(cref.Value.LastIndexOf('.') + 1)..]}`",
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
