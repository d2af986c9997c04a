using System.Text.RegularExpressions;

namespace Sanctum.Tests.Documents;

/// <summary>A chapter of docs/api.md.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Text">What stands below the heading.</param>
internal sealed partial record DocumentedChapter(string Title, string Text)
{
    private readonly HashSet<string> _names = [
        .. Code().Matches(Text).SelectMany(code => Word().Matches(code.Value)).Select(word => word.Value)];

    public IEnumerable<DocumentedSample> Samples => DocumentedSample.In(Text);

    public static IEnumerable<DocumentedChapter> All() =>
        SourceFiles.Text("docs/api.md").Split("\n## ").Skip(1).Select(
            text => new DocumentedChapter(text[..text.IndexOf('\n', StringComparison.Ordinal)], text));

    /// <summary>Whether code of the chapter, in a line or as a sample, has the name of the field.</summary>
    public bool Names(string field) => _names.Contains(field);

    [GeneratedRegex("""`[^`\n]+`|"\w+":""")]
    private static partial Regex Code();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}

/// <summary>The section of a route.</summary>
/// <param name="Chapter">The chapter that it stands in.</param>
/// <param name="Route">Method and path.</param>
/// <param name="Text">What is written about the route.</param>
internal sealed partial record DocumentedRoute(DocumentedChapter Chapter, string Route, string Text)
{
    public IEnumerable<DocumentedSample> Samples => DocumentedSample.In(Text);

    public static IEnumerable<DocumentedRoute> All() =>
        from chapter in DocumentedChapter.All()
        from text in chapter.Text.Split("\n### ").Skip(1)
        let route = text[..text.IndexOf('\n', StringComparison.Ordinal)]
        where Heading().IsMatch(route)
        select new DocumentedRoute(chapter, route, text);

    [GeneratedRegex(@"^[A-Z]+ /\S*$")]
    private static partial Regex Heading();
}
