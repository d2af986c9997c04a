using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Sanctum.Hosting;

/// <summary>Where a process listens, once it does: a port may be any free one, and the rest of the start may take long.</summary>
internal static class BoundAddresses
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for the listener.</summary>
    /// <exception cref="OperationCanceledException">The process stops.</exception>
    public static async Task<IReadOnlyCollection<string>> WaitForAddresses(this IServer server, CancellationToken cancellationToken)
    {
        // Nothing tells of the listener alone: the host tells of all its parts together.
        while (true)
        {
            if (server.Features.Get<IServerAddressesFeature>()?.Addresses is { Count: > 0 } addresses && addresses.All(IsBound))
                return [.. addresses];
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static bool IsBound(string address) => BindingAddress.Parse(address).Port != 0;
}
