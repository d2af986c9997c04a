namespace Sanctum.Streams;

/// <summary>What an event says. Each concrete payload is a past-tense record that names its own type.</summary>
[GenerateSerializer, Immutable, Alias("sanctum.event-payload")]
public abstract record EventPayload
{
    /// <summary>The stable name of the event type, such as <c>reply.delta</c>.</summary>
    public abstract string EventType { get; }

    /// <summary>
    /// The version of the type's schema; it grows with a change that a reader of the version before could not bear.
    /// </summary>
    public virtual int SchemaVersion => 1;
}
