using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Sanctum.Errors;

namespace Sanctum.Models;

/// <summary>Finds the provider of a model and keeps one client per model.</summary>
internal sealed class ModelGateway(IEnumerable<IModelProvider> providers) : IModelGateway
{
    private readonly Dictionary<string, IModelProvider> _providers = providers.ToDictionary(
        provider => provider.Name, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IChatClient> _clients = new(StringComparer.Ordinal);

    public async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        string model, IReadOnlyList<ChatMessage> messages, ChatOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = _clients.GetOrAdd(model, Connect);
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken))
            yield return update;
    }

    private IChatClient Connect(string model)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        var name = slash < 0 ? model : model[..slash];
        if (!_providers.TryGetValue(name, out var provider))
        {
            var known = string.Join(", ", _providers.Keys.Order(StringComparer.Ordinal));
            throw new DependencyException(
                name, $"no provider has this name; there are: {known}.", ErrorClass.Permanent, isRefusal: true);
        }
        return provider.Create(slash < 0 ? "" : model[(slash + 1)..]);
    }
}
