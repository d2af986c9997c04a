using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Sanctum.Testing;

/// <summary>Ports that nobody listens on.</summary>
public static class FreePort
{
    private const int FirstLasting = 18_000;
    private const int LastLasting = 32_000;
    private const int MaxTries = 1_000;
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>One that was free a moment ago.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>
    /// One that is also free when a server that was killed starts again on it: below the range from which the system takes
    /// the ports of outgoing connections.
    /// </summary>
    /// <exception cref="InvalidOperationException">Nearly all ports are taken.</exception>
    public static int Lasting()
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var port = Random.Shared.Next(FirstLasting, LastLasting);
            if (CanListen(port) && Given.TryAdd(port, true))
                return port;
        }
        throw new InvalidOperationException($"No port from {FirstLasting} to {LastLasting} was found free.");
    }

    private static bool CanListen(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
