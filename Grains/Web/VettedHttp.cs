namespace Sanctum.Web;

/// <summary>Vetted connections, for adapters.</summary>
internal sealed class VettedHttp : IVettedHttp
{
    public HttpMessageHandler CreateHandler(IEnumerable<string> allowedNetworks, bool plainOnlyWhereAllowed) =>
        new VettedConnections(new PublicAddresses(allowedNetworks), plainOnlyWhereAllowed).CreateHandler();
}
