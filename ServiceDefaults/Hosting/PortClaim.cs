using System.Net;
using System.Net.Sockets;

namespace Sanctum.Hosting;

/// <summary>
/// A port for this process that no other process of this kind on this machine will take, though it is not listened on yet.
/// The claim is the UDP port of the same number, which nothing here uses: the kernel gives it to one process only, and takes
/// it back however that process ends.
/// </summary>
internal sealed class PortClaim : IDisposable
{
    private const int MaxTries = 100;
    private readonly Socket _claim;

    private PortClaim(Socket claim, int port) => (_claim, Port) = (claim, port);

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>Claims the first port that is free, from <paramref name="first"/> upwards.</summary>
    /// <exception cref="IOException">None of the next hundred is.</exception>
    public static PortClaim From(int first)
    {
        for (var port = first; port < first + MaxTries; port++)
        {
            if (TryClaim(port) is { } claim)
                return claim;
        }
        throw new IOException($"No port from {first} to {first + MaxTries - 1} is free.");
    }

    public void Dispose() => _claim.Dispose();

    private static PortClaim? TryClaim(int port)
    {
        var claim = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ExclusiveAddressUse = true };
        try
        {
            claim.Bind(new IPEndPoint(IPAddress.Loopback, port));
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return new PortClaim(claim, port);
        }
        catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            claim.Dispose();
            return null;
        }
    }
}
