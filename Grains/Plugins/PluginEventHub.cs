using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sanctum.Plugins;

/// <summary>
/// Passes events on to the plug-ins of this process that hear them. Every process that hosts grains has every plug-in, so what happens in
/// a cluster is heard once, where it happens. While nobody hears a type, telling it costs one look.
/// </summary>
internal sealed class PluginEventHub(TimeProvider clock)
{
    private const string Sanctum = "sanctum";

    private static readonly JsonSerializerOptions PayloadJson = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private ImmutableArray<PluginListener> _listeners = [];

    /// <summary>Lets listeners come and others go, as one step for whoever tells something.</summary>
    public void Exchange(PluginListener? leaving, PluginListener? coming) => ImmutableInterlocked.Update(
        ref _listeners,
        (listeners, change) =>
        {
            var rest = change.leaving is null ? listeners : listeners.Remove(change.leaving);
            return change.coming is null ? rest : rest.Add(change.coming);
        },
        (leaving, coming));

    /// <summary>Whether somebody wants to hear of it.</summary>
    public bool IsHeard(string type)
    {
        foreach (var listener in _listeners)
        {
            if (listener.Hears(type))
                return true;
        }
        return false;
    }

    /// <summary>Tells what Sanctum has to say.</summary>
    public void Tell<T>(string type, T payload)
    {
        if (IsHeard(type))
            Tell(type, Sanctum, JsonSerializer.SerializeToElement(payload, PayloadJson));
    }

    /// <summary>Tells what somebody has to say.</summary>
    public void Tell(string type, string source, JsonElement payload)
    {
        var happened = new PluginEvent(Guid.CreateVersion7(), type, source, clock.GetUtcNow(), payload);
        foreach (var listener in _listeners)
            listener.Offer(happened);
    }
}
