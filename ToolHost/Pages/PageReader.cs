using Sanctum.Tools;
using Sanctum.Tools.Builtin;

namespace Sanctum.ToolHost.Pages;

/// <summary>Reads the text of one HTML page, inside the limits of this process.</summary>
internal sealed class PageReader : ITool<PageToRead>
{
    public string Name => "read_page";

    public string Description => "Reads the title and the readable text of an HTML page.";

    public ToolEffects Effects => ToolEffects.None;

    public Task<string> Invoke(PageToRead arguments, ToolContext context, CancellationToken cancellationToken) =>
        Task.FromResult(ReadableText.Of(arguments));
}
