using Sanctum.Edge;
using Sanctum.Streams;

namespace Sanctum.Conversations;

/// <summary>Writes a session's events as server-sent events.</summary>
internal static class SessionEventWriting
{
    /// <summary>An event of a session under the name of its type, as its JSON Schema says.</summary>
    public static Task WriteEvent(this SseWriter client, SessionEvent payload, long? id, CancellationToken cancellationToken) =>
        client.WriteJson(payload.EventType, id, EventJson.Write(payload), cancellationToken);
}
