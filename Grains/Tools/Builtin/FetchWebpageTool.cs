using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Sanctum.Trust;

namespace Sanctum.Tools.Builtin;

/// <summary>Fetches a page and reads its text.</summary>
internal sealed class FetchWebpageTool(
    PublicWeb web, PageReading reading, IOptions<FetchWebpageOptions> options) : ITool<FetchWebpageTool.Arguments>
{
    public string Name => "fetch_webpage";

    public string Description => "Fetches a public web page and returns its title and readable text.";

    public ToolEffects Effects => ToolEffects.None;

    public TrustLevel? ResultTrust => TrustLevel.Web;

    public TimeSpan TimeLimit => options.Value.Timeout;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var page = await web.FetchAsync(arguments.Url, "text/html, application/xhtml+xml, text/plain;q=0.9", cancellationToken);
        return await reading.Read(Name, page, context, cancellationToken);
    }

    internal sealed record Arguments(
        [Description("The page's http or https address."), StringLength(2_048, MinimumLength = 8)] string Url);
}
