using Sanctum.Health;

namespace Sanctum.Models.Remote;

/// <summary>Model providers whose circuit is open in this process.</summary>
internal sealed class ProviderImpairments(IEnumerable<IModelProvider> providers) : IImpairmentSource
{
    public Task<IEnumerable<Impairment>> Find(string tenant) => Task.FromResult(providers.OfType<RemoteProvider>()
        .Where(provider => provider.IsLeftAlone)
        .Select(provider => new Impairment(
            "model", provider.Name, "It failed too often and is left alone for a while; its turns wait.")));
}
