using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Sanctum.Errors;

namespace Sanctum.Tools.Builtin;

/// <summary>The text of a page that a person would read: no scripts, no navigation, one line per block.</summary>
internal static class ReadableText
{
    private const string Unread = "script, style, noscript, template, svg, nav, header, footer, aside, form, iframe, [hidden], [aria-hidden=true]";
    private const string Main = "article, main, [role=main]";
    private const string Blocks = "p, h1, h2, h3, h4, h5, h6, li, pre, blockquote, td, th, dt, dd, figcaption, div, section";

    /// <exception cref="DependencyException">The page is not text.</exception>
    public static string Of(Uri address, string? mediaType, Stream body, int mostCharacters)
    {
        var text = mediaType switch
        {
            null or "text/html" or "application/xhtml+xml" => FromHtml(body),
            _ when mediaType.StartsWith("text/", StringComparison.Ordinal) || mediaType is "application/json" or "application/xml" =>
                new StreamReader(body).ReadToEnd(),
            _ => throw new DependencyException(address.Host, $"the page is {mediaType}, not text.", ErrorClass.Permanent),
        };
        return text.Length <= mostCharacters
            ? text
            : $"{text.AsSpan(0, mostCharacters)}\n[cut: the page has {text.Length} characters, {mostCharacters} are shown]";
    }

    private static string FromHtml(Stream body)
    {
        using var document = new HtmlParser().ParseDocument(body);
        var title = document.Title?.Trim();
        foreach (var element in document.QuerySelectorAll(Unread).ToList())
            element.Remove();
        var root = document.QuerySelector(Main) ?? document.Body;
        var text = new StringBuilder();
        if (!string.IsNullOrEmpty(title))
            text.Append(title).Append("\n\n");
        if (root is not null)
            Append(text, root);
        return text.ToString().TrimEnd();
    }

    private static void Append(StringBuilder text, IElement block)
    {
        var line = new StringBuilder();
        foreach (var node in block.ChildNodes)
        {
            if (node is IElement child && (child.Matches(Blocks) || child.QuerySelector(Blocks) is not null))
            {
                Flush(text, line);
                Append(text, child);
            }
            else
            {
                line.Append(node.TextContent).Append(node is IElement { LocalName: "br" } ? " " : "");
            }
        }
        Flush(text, line);
    }

    private static void Flush(StringBuilder text, StringBuilder line)
    {
        var words = line.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 0)
            text.AppendJoin(' ', words).Append('\n');
        line.Clear();
    }
}
