using System.Text.Json;
using Microsoft.Extensions.Options;
using Sanctum.Platforms.Webhooks;
using Sanctum.Web;

namespace Sanctum.Platforms.Remote;

/// <summary>
/// Signed requests to adapters: on this machine, on the public internet, and where the configuration allows it.
/// </summary>
internal sealed class RemoteCalls(
    IOptions<WebhookOptions> signing, IOptions<RemoteOptions> options, TimeProvider clock) : IDisposable
{
    private static readonly string[] ThisMachine = ["127.0.0.0/8", "::1/128"];

    private readonly SignedCalls _calls = new(
        new VettedConnections(new PublicAddresses([.. ThisMachine, .. options.Value.AllowedNetworks]))
            .CreateHandler(), signing, clock);

    /// <inheritdoc cref="SignedCalls.Post"/>
    public Task<JsonElement> Post(SignedRequest request, WebhookSecrets secrets, CancellationToken cancellationToken) =>
        _calls.Post(request, secrets, cancellationToken);

    public void Dispose() => _calls.Dispose();
}
