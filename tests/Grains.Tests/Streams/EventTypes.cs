using System.Runtime.CompilerServices;

namespace Sanctum.Streams;

/// <summary>The events that there are.</summary>
internal static class EventTypes
{
    public static IEnumerable<Type> All =>
        typeof(EventPayload).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(EventPayload)) && !type.IsAbstract);

    /// <summary>The file of the type's schema, as it names itself.</summary>
    public static string FileOf(Type type)
    {
        if (type == typeof(EventEnvelope))
            return "event-envelope.v1.json";
        var unborn = (EventPayload)RuntimeHelpers.GetUninitializedObject(type);
        return $"{unborn.EventType}.v{unborn.SchemaVersion}.json";
    }
}
