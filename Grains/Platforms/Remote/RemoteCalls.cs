using System.Text.Json;
using Microsoft.Extensions.Options;
using Sanctum.Platforms.Webhooks;

namespace Sanctum.Platforms.Remote;

/// <summary>
/// Signed requests to adapters: on this machine, on the public internet, and where the configuration allows it.
/// </summary>
internal sealed class RemoteCalls(IHttpClientFactory http, IOptions<WebhookOptions> signing, TimeProvider clock)
{
    /// <summary>The name of its HTTP client.</summary>
    public const string Client = "remote-platforms";

    /// <summary>Networks of this machine, which it may always reach.</summary>
    public static IReadOnlyList<string> ThisMachine { get; } = ["127.0.0.0/8", "::1/128"];

    private readonly SignedCalls _calls = new(http.CreateClient(Client), signing, clock);

    /// <inheritdoc cref="SignedCalls.Post"/>
    public Task<JsonElement> Post(SignedRequest request, WebhookSecrets secrets, CancellationToken cancellationToken) =>
        _calls.Post(request, secrets, cancellationToken);
}
