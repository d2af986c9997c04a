using System.Net;
using System.Net.Sockets;
using Sanctum.Errors;

namespace Sanctum.Web;

/// <summary>
/// Connects to addresses that were vetted. Names are resolved here and the connection goes to the very address that was looked
/// at, so no name and no redirect can lead into a private network.
/// </summary>
/// <param name="addresses">Where connections may go.</param>
/// <param name="plainOnlyWhereAllowed">Whether <c>http</c> is for networks alone that an operator named.</param>
internal sealed class VettedConnections(PublicAddresses addresses, bool plainOnlyWhereAllowed = false)
{
    /// <summary>A handler without redirects, cookies and proxies whose connections are all made here.</summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectCallback = Connect,
        PooledConnectionLifetime = TimeSpan.FromSeconds(30),
        MaxResponseHeadersLength = 64,
    };

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var resolved = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var vetted = resolved.Where(addresses.MayReach).ToArray();
        if (vetted.Length == 0)
            throw new InvalidRequestException("url", $"'{host}' is not a public address.");
        if (plainOnlyWhereAllowed && context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttp)
            vetted = [.. vetted.Where(addresses.IsAllowed)];
        if (vetted.Length == 0)
            throw new InvalidRequestException("url", $"'{host}' is a public address and must be reached by https.");
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
}
