using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Sanctum.Errors;

namespace Sanctum.Tools.Builtin;

/// <summary>
/// Fetches a page and reads its text. Names are resolved here and the connection goes to an address that was vetted, at
/// every redirect anew, so no name and no redirect can lead into a private network.
/// </summary>
internal sealed class FetchWebpageTool : ITool<FetchWebpageTool.Arguments>, IDisposable
{
    private readonly FetchWebpageOptions _options;
    private readonly PublicAddresses _addresses;
    private readonly HttpClient _http;

    public FetchWebpageTool(IOptions<FetchWebpageOptions> options)
    {
        _options = options.Value;
        _addresses = new PublicAddresses(_options.AllowedNetworks);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectCallback = Connect,
            PooledConnectionLifetime = TimeSpan.FromSeconds(30),
            MaxResponseHeadersLength = 64,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("Sanctum/1.0");
        _http.DefaultRequestHeaders.Accept.ParseAdd("text/html, application/xhtml+xml, text/plain;q=0.9");
    }

    public string Name => "fetch_webpage";

    public string Description => "Fetches a public web page and returns its title and readable text.";

    public ToolEffects Effects => ToolEffects.None;

    public TimeSpan TimeLimit => _options.Timeout;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var address = ParseAddress(arguments.Url);
        for (var redirects = 0; redirects <= _options.MaxRedirects; redirects++)
        {
            using var response = await Get(address, cancellationToken);
            if (response.Headers.Location is { } target && (int)response.StatusCode is >= 300 and < 400)
            {
                address = ParseAddress(new Uri(address, target).ToString());
                continue;
            }
            if (!response.IsSuccessStatusCode)
                throw new DependencyException(address.Host, $"answered {(int)response.StatusCode} {response.ReasonPhrase}.", ErrorClass.Permanent);
            var body = await ReadBounded(response, cancellationToken);
            return ReadableText.Of(address, response.Content.Headers.ContentType?.MediaType, body, _options.MaxCharacters);
        }
        throw new DependencyException(address.Host, $"redirects more than {_options.MaxRedirects} times.", ErrorClass.Permanent);
    }

    public void Dispose() => _http.Dispose();

    private static Uri ParseAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
            ? address
            : throw new InvalidRequestException("url", $"'{text}' is not an http or https address without credentials.");

    private async Task<HttpResponseMessage> Get(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw exception.InnerException as SanctumException
                ?? new DependencyException(address.Host, exception.Message, ErrorClass.Transient, inner: exception);
        }
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var resolved = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var vetted = resolved.Where(_addresses.MayReach).ToArray();
        if (vetted.Length == 0)
            throw new InvalidRequestException("url", $"'{host}' is not a public address.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(vetted, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
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
                throw new DependencyException(response.RequestMessage!.RequestUri!.Host, $"the page is larger than {_options.MaxBytes} bytes.", ErrorClass.Permanent);
            read.Write(buffer, 0, count);
        }
        read.Position = 0;
        return read;
    }

    internal sealed record Arguments([Description("The page's http or https address."), StringLength(2_048, MinimumLength = 8)] string Url);
}
