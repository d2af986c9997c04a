using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Sanctum.Tools.Builtin;
using SmartReader;

namespace Sanctum.ToolHost.Pages;

/// <summary>The text of a page that a person would read: no scripts, no navigation, one line per block.</summary>
internal static class ReadableText
{
    private const string Unread =
        "script, style, noscript, template, svg, nav, header, footer, aside, form, iframe, [hidden], [aria-hidden=true]";
    private const string Main = "article, main, [role=main]";

    // The article of a long page is found by how its parts look; a short page is read as a whole.
    private const int ShortCharacters = 500;

    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "pre", "blockquote", "td", "th", "dt", "dd", "figcaption", "div",
        "section",
    };

    /// <exception cref="PageRefusedException">The page breaks a limit.</exception>
    public static string Of(PageToRead page)
    {
        using var document = BoundedHtml.Parse(new MemoryStream(page.Content), page.MaxElements, page.MaxDepth);
        var title = document.Title?.Trim();
        foreach (var element in document.QuerySelectorAll(Unread).ToList())
            element.Remove();
        var text = new StringBuilder();
        if (!string.IsNullOrEmpty(title))
            text.Append(title).Append("\n\n");
        AppendBody(text, document, page);
        return PageToRead.Shortened(text.ToString().TrimEnd(), page.MaxCharacters);
    }

    private static void AppendBody(StringBuilder text, IHtmlDocument document, PageToRead page)
    {
        if ((document.QuerySelector(Main) ?? document.Body) is { } whole)
        {
            using var article = whole.TextContent.Length > ShortCharacters ? ArticleOf(document, page) : null;
            AppendLines(text, article?.Body ?? whole);
        }
    }

    /// <summary>What is not decoration, as Firefox's reader view finds it; null where it finds nothing.</summary>
    private static IHtmlDocument? ArticleOf(IHtmlDocument document, PageToRead page)
    {
        var article = new Reader(page.Address, document.DocumentElement.OuterHtml).GetArticle();
        return article.IsReadable ? BoundedHtml.Parse(article.Content, page.MaxElements, page.MaxDepth) : null;
    }

    private static void AppendLines(StringBuilder text, INode root)
    {
        var line = new StringBuilder();
        AppendNode(text, line, root);
        Flush(text, line);
    }

    private static void AppendNode(StringBuilder text, StringBuilder line, INode parent)
    {
        foreach (var node in parent.ChildNodes)
        {
            if (node is IText words)
                line.Append(words.Data);
            if (node is not IElement element)
                continue;
            var isBlock = Blocks.Contains(element.LocalName);
            if (isBlock)
                Flush(text, line);
            AppendNode(text, line, element);
            if (isBlock)
                Flush(text, line);
            else if (element.LocalName == "br")
                line.Append(' ');
        }
    }

    private static void Flush(StringBuilder text, StringBuilder line)
    {
        var words = line.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 0)
            text.AppendJoin(' ', words).Append('\n');
        line.Clear();
    }
}
