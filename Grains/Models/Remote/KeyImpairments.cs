using Sanctum.Agents;
using Sanctum.Health;

namespace Sanctum.Models.Remote;

/// <summary>Providers without a key that the configuration names, or that an agent in service needs.</summary>
internal sealed class KeyImpairments(IEnumerable<IModelProvider> providers, AgentStore agents) : IImpairmentSource
{
    public async Task<IEnumerable<Impairment>> Find(string tenant) =>
        (await Task.WhenAll(providers.OfType<RemoteProvider>().Select(provider => Find(tenant, provider)))).OfType<Impairment>();

    private async Task<Impairment?> Find(string tenant, RemoteProvider provider)
    {
        if (provider.MissingKey is not { } missing)
            return null;
        if (await agents.FindUserOf(tenant, provider.Name, CancellationToken.None) is { } agent)
            return new Impairment("model", provider.Name, $"Agent '{agent}' has a model of it, but {missing}");
        return provider.IsConfigured ? new Impairment("model", provider.Name, $"It is configured, but {missing}") : null;
    }
}
