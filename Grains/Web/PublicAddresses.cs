using System.Net;
using System.Net.Sockets;

namespace Sanctum.Web;

/// <summary>
/// Tells addresses of the public internet from those that only mean something here (IANA special-purpose registries).
/// </summary>
internal sealed class PublicAddresses(IEnumerable<string> allowed)
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Of IPv6 only 2000::/3 is public (RFC 4291, section 2.4); ::/3 holds the addresses that embed IPv4 in one way or
            // another.
            "::/3", "4000::/2", "8000::/1", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private readonly IPNetwork[] _allowed = [.. allowed.Select(IPNetwork.Parse)];

    /// <summary>Whether a connection may go there.</summary>
    public bool MayReach(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (plain.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
            return false;
        return IsAllowed(plain) || !NotPublic.Any(network => network.Contains(plain));
    }

    /// <summary>Whether an operator named a network that has it.</summary>
    public bool IsAllowed(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _allowed.Any(network => network.Contains(plain));
    }
}
