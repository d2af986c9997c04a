using System.Net.Sockets;

namespace Sanctum.Limits;

/// <summary>The address of a caller.</summary>
internal static class CallerAddress
{
    /// <summary>
    /// Who calls, as limits count it: an IPv6 network of /64 is one caller, for each of its addresses is free to have.
    /// </summary>
    public static string Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
