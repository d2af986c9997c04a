using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Sanctum.Hosting;

/// <summary>Where a process listens, once it does: a port may be any free one, and the rest of the start may take long.</summary>
internal static class BoundAddresses
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for the listener.</summary>
    /// <exception cref="OperationCanceledException">The process stops.</exception>
    public static async Task<IReadOnlyCollection<string>> WaitForAddresses(
        this IServer server, CancellationToken cancellationToken)
    {
        // Nothing tells of the listener alone: the host tells of all its parts together.
        while (true)
        {
            if (server.Features.Get<IServerAddressesFeature>()?.Addresses is { Count: > 0 } addresses && addresses.All(IsBound))
                return [.. addresses];
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Makes sure that nobody listens on an address yet.</summary>
    /// <exception cref="IOException">Somebody does.</exception>
    public static void RequireFree(string url)
    {
        var address = BindingAddress.Parse(url);
        var host = IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)
            ? ip
            : address.Host == "localhost" ? IPAddress.Loopback : IPAddress.Any;
        using var listener = new TcpListener(host, address.Port);
        try
        {
            listener.Start();
        }
        catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            throw new IOException(
                $"Another process listens on {url}; choose another address (SANCTUM_URL, Sanctum:Gateway:Url, Sanctum:Silo:Url).",
                taken);
        }
        catch (SocketException)
        {
            // A name, or an address of another kind: the server itself knows best.
        }
    }

    private static bool IsBound(string address) => BindingAddress.Parse(address).Port != 0;
}
