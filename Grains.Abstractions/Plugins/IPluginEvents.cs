using System.Text.Json;

namespace Sanctum.Plugins;

/// <summary>
/// Events between plug-ins, and from Sanctum to them. The constructors of a plug-in's classes can take it. Events are not stored:
/// each reaches the plug-ins that run in its process at that time, in order and once.
/// </summary>
public interface IPluginEvents
{
    /// <summary>
    /// Has <paramref name="handler"/> called for each event of a type, until the plug-in stops. The calls of one plug-in come one
    /// after the other. What a handler throws is logged and costs nobody else the event; one that hangs counts as any call that
    /// does.
    /// </summary>
    /// <param name="type">One of <see cref="PluginEventTypes"/>, or a type that plug-ins agreed on.</param>
    /// <param name="handler">Called with the event.</param>
    /// <exception cref="ArgumentException">The type does not match <c>^[a-z][a-z0-9_.-]{0,63}$</c>.</exception>
    void RegisterEventHandler(string type, Func<PluginEvent, CancellationToken, Task> handler);

    /// <summary>
    /// Publishes an event to every plug-in of this process that subscribed to it, this one too, and returns at once.
    /// </summary>
    /// <param name="type">What it is called: <c>^[a-z][a-z0-9_.-]{0,63}$</c>.</param>
    /// <param name="payload">What there is to say; as text at most 64,000 characters.</param>
    /// <exception cref="ArgumentException">The type or the payload breaks its rule.</exception>
    void EmitEvent(string type, JsonElement payload);
}

/// <summary>
/// The events that Sanctum itself publishes to plug-ins. Their payloads are in <c>docs/writing-a-plugin.md</c>.
/// </summary>
public static class PluginEventTypes
{
    /// <summary>Somebody wrote to an agent, or an agent wrote.</summary>
    public const string Message = "message";

    /// <summary>A turn or a plug-in stands elsewhere than before.</summary>
    public const string Status = "status";

    /// <summary>A turn or a plug-in failed.</summary>
    public const string Error = "error";

    /// <summary>The message mode changed. Every process raises it.</summary>
    public const string ModeChanged = "mode.changed";
}

/// <summary>Something that happened.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Type">What it is.</param>
/// <param name="Source">The plug-in that published it; <c>sanctum</c> where none did.</param>
/// <param name="OccurredAt">When it was published, UTC.</param>
/// <param name="Payload">What there is to say.</param>
public sealed record PluginEvent(Guid Id, string Type, string Source, DateTimeOffset OccurredAt, JsonElement Payload);
