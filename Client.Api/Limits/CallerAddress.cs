using System.Net;
using System.Net.Sockets;

namespace Sanctum.Limits;

/// <summary>The address of a caller.</summary>
internal static class CallerAddress
{
    private const string Unknown = "unknown";

    /// <summary>The whole address, as the audit log keeps it.</summary>
    public static string Whole(HttpContext context) => Find(context)?.ToString() ?? Unknown;

    /// <summary>
    /// Who calls, as limits count it: an IPv6 network of /64 is one caller, for each of its addresses is free to have.
    /// </summary>
    public static string Of(HttpContext context)
    {
        if (Find(context) is not { } address)
            return Unknown;
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static IPAddress? Find(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped
            ? mapped.MapToIPv4()
            : context.Connection.RemoteIpAddress;
}
