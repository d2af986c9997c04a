using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Sanctum.Platforms.Webhooks;

/// <summary>
/// Signed requests to addresses that operators of accounts name: into private networks only where the configuration allows it.
/// </summary>
internal sealed class PublicCalls(IHttpClientFactory http, IOptions<WebhookOptions> options, TimeProvider clock)
{
    /// <summary>The name of its HTTP client.</summary>
    public const string Client = "webhooks";

    private readonly SignedCalls _calls = new(http.CreateClient(Client), options, clock);

    /// <inheritdoc cref="SignedCalls.Post"/>
    public Task<JsonElement> Post(SignedRequest request, WebhookSecrets secrets, CancellationToken cancellationToken) =>
        _calls.Post(request, secrets, cancellationToken);
}
