using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sanctum.Web;

namespace Sanctum.Platforms.Webhooks;

/// <summary>
/// Named HTTP clients for <see cref="SignedCalls"/>. They repeat nothing: what is sent acts, and the outbox decides from rows
/// when to send it again.
/// </summary>
internal static class SignedClients
{
    /// <summary>Adds a client that connects to public addresses and to the networks that are found.</summary>
    public static void AddSignedClient(
        this IServiceCollection services, string name, Func<IServiceProvider, IEnumerable<string>> findNetworks) =>
        services.AddVettedClient(name, provider => new VettedConnections(new PublicAddresses([.. findNetworks(provider)])))
            .ConfigureHttpClient((provider, client) => client.MaxResponseContentBufferSize =
                provider.GetRequiredService<IOptions<WebhookOptions>>().Value.MaxAnswerBytes);
}
