using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sanctum.Plugins;

/// <summary>
/// Publishes events to the plug-ins of this process that subscribed to them. Every process that hosts grains has every plug-in,
/// so an event of a cluster is published once, where it happens. An event without a subscriber costs one look.
/// </summary>
internal sealed class PluginEventHub(TimeProvider clock)
{
    private const string Sanctum = "sanctum";

    private static readonly JsonSerializerOptions PayloadJson = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private ImmutableArray<IPluginEventListener> _listeners = [];

    /// <summary>Replaces listeners in one step.</summary>
    public void Exchange(IPluginEventListener? leaving, IPluginEventListener? coming) => ImmutableInterlocked.Update(
        ref _listeners,
        (listeners, change) =>
        {
            var rest = change.leaving is null ? listeners : listeners.Remove(change.leaving);
            return change.coming is null ? rest : rest.Add(change.coming);
        },
        (leaving, coming));

    /// <summary>Whether a plug-in subscribed to the type.</summary>
    public bool HasSubscribers(string type)
    {
        foreach (var listener in _listeners)
        {
            if (listener.IsSubscribedTo(type))
                return true;
        }
        return false;
    }

    /// <summary>Publishes an event of Sanctum itself.</summary>
    public void Publish<T>(string type, T payload)
    {
        if (HasSubscribers(type))
            Publish(type, Sanctum, JsonSerializer.SerializeToElement(payload, PayloadJson));
    }

    /// <summary>Publishes an event of <paramref name="source"/>, Sanctum or a plug-in.</summary>
    public void Publish(string type, string source, JsonElement payload)
    {
        var happened = new PluginEvent(Guid.CreateVersion7(), type, source, clock.GetUtcNow(), payload);
        foreach (var listener in _listeners)
            listener.Offer(happened);
    }
}

/// <summary>Takes the events that a plug-in subscribed to.</summary>
internal interface IPluginEventListener
{
    /// <summary>Whether the plug-in subscribed to the type.</summary>
    bool IsSubscribedTo(string type);

    /// <summary>Takes an event, if the plug-in subscribed to its type; does not wait for its handlers.</summary>
    void Offer(PluginEvent happened);
}
