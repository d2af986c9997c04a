using System.Text.Json.Serialization;

namespace Sanctum.Streams;

/// <summary>
/// The one envelope of every event on a stream; its JSON Schema per type is <c>Schemas/&lt;type&gt;.v&lt;version&gt;.json</c>.
/// </summary>
/// <param name="Id">UUIDv7; a consumer that sees it twice may ignore the second.</param>
/// <param name="Type">The payload's stable name, such as <c>reply.delta</c>.</param>
/// <param name="SchemaVersion">Version of the payload's schema; changes within a version only add.</param>
/// <param name="Tenant">The tenant that the event belongs to.</param>
/// <param name="Key">The stream's key: the agent or the session it is about.</param>
/// <param name="Seq">The transcript's sequence number where the event is a row of it, else null.</param>
/// <param name="OccurredAt">When it happened, UTC.</param>
/// <param name="TraceParent">W3C trace context of what caused it, or null.</param>
/// <param name="Payload">What happened.</param>
[GenerateSerializer, Immutable, Alias("sanctum.event")]
public sealed record EventEnvelope(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Type,
    [property: Id(2)] int SchemaVersion,
    [property: Id(3)] string Tenant,
    [property: Id(4)] string Key,
    [property: Id(5)] long? Seq,
    [property: Id(6)] DateTimeOffset OccurredAt,
    [property: Id(7), JsonPropertyName("traceparent")] string? TraceParent,
    [property: Id(8)] EventPayload Payload);
