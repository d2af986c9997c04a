using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Mathml.Dom;
using AngleSharp.Svg.Dom;

namespace Sanctum.ToolHost.Pages;

/// <summary>
/// Parses HTML as browsers do, and gives up at a bound. HTML says that unclosed formatting is repeated in every paragraph that
/// follows, so a small page can stand for any number of elements; and the time to parse grows with elements times depth.
/// </summary>
internal sealed class BoundedHtml
{
    private readonly int _maxElements;
    private readonly int _maxDepth;
    private readonly IBrowsingContext _context;
    private int _elements;
    private INode? _last;

    private BoundedHtml(int maxElements, int maxDepth)
    {
        (_maxElements, _maxDepth) = (maxElements, maxDepth);
        var usual = BrowsingContext.New(AngleSharp.Configuration.Default);
        _context = BrowsingContext.New(AngleSharp.Configuration.Default
            .WithOnly<IElementFactory<Document, HtmlElement>>(new Counting<HtmlElement>(this, usual))
            .WithOnly<IElementFactory<Document, SvgElement>>(new Counting<SvgElement>(this, usual))
            .WithOnly<IElementFactory<Document, MathElement>>(new Counting<MathElement>(this, usual)));
    }

    /// <exception cref="PageRefusedException">The page has more elements, or deeper ones.</exception>
    public static IHtmlDocument Parse(Stream page, int maxElements, int maxDepth) =>
        new HtmlParser(new HtmlParserOptions(), new BoundedHtml(maxElements, maxDepth)._context).ParseDocument(page);

    /// <inheritdoc cref="Parse(Stream, int, int)"/>
    public static IHtmlDocument Parse(string page, int maxElements, int maxDepth) =>
        new HtmlParser(new HtmlParserOptions(), new BoundedHtml(maxElements, maxDepth)._context).ParseDocument(page);

    // An element has its place in the tree once the next one is made.
    private void Count()
    {
        if (++_elements > _maxElements)
            throw new PageRefusedException($"the page has more than {_maxElements} elements, the limit.");
        var depth = 0;
        for (var node = _last; node is not null; node = node.Parent)
        {
            if (++depth > _maxDepth)
                throw new PageRefusedException($"the page is nested deeper than {_maxDepth} elements, the limit.");
        }
    }

    private sealed class Counting<TElement>(BoundedHtml bounds, IBrowsingContext usual) : IElementFactory<Document, TElement>
        where TElement : Element
    {
        private readonly IElementFactory<Document, TElement> _factory = usual.GetService<IElementFactory<Document, TElement>>()!;

        public TElement Create(Document document, string localName, string? prefix = null, NodeFlags flags = NodeFlags.None)
        {
            bounds.Count();
            var element = _factory.Create(document, localName, prefix, flags);
            bounds._last = element;
            return element;
        }
    }
}
