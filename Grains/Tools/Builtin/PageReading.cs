using System.Text.Json;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Schemas;
using Sanctum.Tools.Isolation;
using Sanctum.Web;

namespace Sanctum.Tools.Builtin;

/// <summary>
/// Reads the text of pages. HTML is parsed in a separate process, whose limits end it: what a stranger wrote can make a parser
/// take any amount of memory and time.
/// </summary>
internal sealed class PageReading(ToolProcesses processes, IOptions<FetchWebpageOptions> options, IOptions<ToolOptions> tools)
{
    private static readonly ToolProgram Reader = new(
        ToolHostFiles.PathOf(ToolHostFiles.Main), "Sanctum.ToolHost.Pages.PageReader");

    /// <param name="tool">The tool that reads it, for messages.</param>
    /// <param name="page">The page.</param>
    /// <param name="context">For whom.</param>
    /// <param name="ended">Kills the process that reads it.</param>
    /// <exception cref="DependencyException">The page is not text.</exception>
    /// <exception cref="ToolEndedException">It could not be read within the limits; the answer names the limit.</exception>
    public Task<string> Read(string tool, FetchedFile page, ToolContext context, CancellationToken ended) => page.MediaType switch
    {
        null or "text/html" or "application/xhtml+xml" => ReadHtml(tool, page, context, ended),
        var type when type.StartsWith("text/", StringComparison.Ordinal)
            || type is "application/json" or "application/xml" => ReadText(page, ended),
        var type => throw new DependencyException(page.Address.Host, $"the page is {type}, not text.", ErrorClass.Permanent),
    };

    private async Task<string> ReadText(FetchedFile page, CancellationToken ended)
    {
        using var reader = new StreamReader(page.Content);
        return PageToRead.Shortened(await reader.ReadToEndAsync(ended), options.Value.MaxCharacters);
    }

    private async Task<string> ReadHtml(string tool, FetchedFile page, ToolContext context, CancellationToken ended)
    {
        var limits = options.Value;
        var request = new PageToRead(
            page.Address.ToString(), page.Content.ToArray(), limits.MaxCharacters, limits.MaxElements, limits.MaxDepth);
        using var place = await processes.Enter(ended);
        var answer = await processes.Run(
            tool, Reader, JsonSerializer.Serialize(request, TypeSchema.Json), context,
            tools.Value.Sandbox == ToolSandbox.Container, ended);
        return answer.Status == ToolStatus.Ok ? answer.Payload : throw new ToolEndedException(answer);
    }
}
