using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Web;

namespace Sanctum.Tools.Builtin;

/// <summary>
/// Fetches from the public web; every address, that of a redirect too, is vetted before a connection is made.
/// </summary>
internal sealed class PublicWeb(IHttpClientFactory http, IOptions<FetchWebpageOptions> options) : IPublicWeb
{
    private readonly FetchWebpageOptions _options = options.Value;
    private readonly HttpClient _http = http.CreateClient(PublicWebClient.Name);

    public async Task<FetchedFile> FetchAsync(string url, string accept, CancellationToken cancellationToken)
    {
        var address = ParseAddress(url);
        for (var redirects = 0; redirects <= _options.MaxRedirects; redirects++)
        {
            using var response = await Get(address, accept, cancellationToken);
            if (response.Headers.Location is { } target && (int)response.StatusCode is >= 300 and < 400)
            {
                address = ParseAddress(new Uri(address, target).ToString());
                continue;
            }
            if (!response.IsSuccessStatusCode)
                throw new DependencyException(
                    address.Host, $"answered {(int)response.StatusCode} {response.ReasonPhrase}.", ErrorClass.Permanent);
            return new FetchedFile(
                address, response.Content.Headers.ContentType?.MediaType, await ReadBounded(response, cancellationToken));
        }
        throw new DependencyException(address.Host, $"redirects more than {_options.MaxRedirects} times.", ErrorClass.Permanent);
    }

    private static Uri ParseAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && address.UserInfo.Length == 0
            ? address
            : throw new InvalidRequestException("url", $"'{text}' is not an http or https address without credentials.");

    private async Task<HttpResponseMessage> Get(Uri address, string accept, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd(accept);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw exception.InnerException as SanctumException
                ?? new DependencyException(address.Host, exception.Message, ErrorClass.Transient, inner: exception);
        }
    }

    private async Task<MemoryStream> ReadBounded(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int count; (count = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (read.Length + count > _options.MaxBytes)
                throw new DependencyException(
                    response.RequestMessage!.RequestUri!.Host, $"the page is larger than {_options.MaxBytes} bytes.",
                    ErrorClass.Permanent);
            read.Write(buffer, 0, count);
        }
        read.Position = 0;
        return read;
    }
}
