using System.Text.Json;
using Microsoft.Extensions.Options;
using Sanctum.Web;

namespace Sanctum.Platforms.Webhooks;

/// <summary>
/// Signed requests to addresses that operators of accounts name: into private networks only where the configuration allows it.
/// </summary>
internal sealed class PublicCalls(IOptions<WebhookOptions> options, TimeProvider clock) : IDisposable
{
    private readonly SignedCalls _calls = new(
        new VettedConnections(new PublicAddresses(options.Value.AllowedNetworks)).CreateHandler(), options, clock);

    /// <inheritdoc cref="SignedCalls.Post"/>
    public Task<JsonElement> Post(SignedRequest request, WebhookSecrets secrets, CancellationToken cancellationToken) =>
        _calls.Post(request, secrets, cancellationToken);

    public void Dispose() => _calls.Dispose();
}
