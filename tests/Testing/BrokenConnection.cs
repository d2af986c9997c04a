using System.Net.Sockets;

namespace Sanctum.Testing;

/// <summary>What requests to a process fail with that is starting, dying or dead.</summary>
public static class BrokenConnection
{
    /// <summary>
    /// Whether a request failed with its connection. Where the peer dies right after the handshake, <see cref="HttpClient"/>
    /// throws a bare <see cref="SocketException"/>.
    /// </summary>
    public static bool Explains(Exception exception) => exception is HttpRequestException or IOException or SocketException;
}
