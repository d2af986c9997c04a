namespace Sanctum.Web;

/// <summary>
/// Makes the handlers of HTTP clients whose servers somebody else names. The address of every connection is vetted, so that no
/// name and no redirect leads into a private network.
/// </summary>
public interface IVettedHttp
{
    /// <summary>
    /// A handler without redirects, cookies and proxies; the caller disposes of it. A connection that is not allowed ends in an
    /// <see cref="HttpRequestException"/> whose inner exception is an <see cref="Errors.InvalidRequestException"/>.
    /// </summary>
    /// <param name="allowedNetworks">Networks, as CIDR such as <c>10.0.0.0/8</c>, that may be reached although they are not
    /// public.</param>
    /// <param name="plainOnlyWhereAllowed">Whether <c>http</c> is for these networks alone.</param>
    /// <exception cref="FormatException">A network is no CIDR.</exception>
    HttpMessageHandler CreateHandler(IEnumerable<string> allowedNetworks, bool plainOnlyWhereAllowed = false);
}
