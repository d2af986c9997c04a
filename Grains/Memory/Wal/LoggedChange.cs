using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Identity;
using Sanctum.Streams;

namespace Sanctum.Memory;

/// <summary>
/// A row of <c>memory_wal</c> as it stands; whether it can be read is another question, see <see cref="MemoryEventReader"/>.
/// </summary>
/// <param name="Memory">Whose memory.</param>
/// <param name="Seq">Its place in the order.</param>
/// <param name="Id">The event's id.</param>
/// <param name="Type">The event's name.</param>
/// <param name="SchemaVersion">Version of its schema.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="TraceParent">What caused it.</param>
/// <param name="Payload">What happened, JSON.</param>
/// <param name="Attempts">How often it was sent.</param>
internal sealed record LoggedChange(
    GrainKey Memory, long Seq, Guid Id, string Type, int SchemaVersion, DateTimeOffset OccurredAt, string? TraceParent,
    string Payload, int Attempts)
{
    /// <summary>The event in its envelope, though its payload may be none.</summary>
    public string ToJson() => new JsonObject
    {
        ["id"] = Id,
        ["type"] = Type,
        ["schemaVersion"] = SchemaVersion,
        ["tenant"] = Memory.Tenant,
        ["key"] = Memory.ToString(),
        ["seq"] = Seq,
        ["occurredAt"] = OccurredAt,
        ["traceparent"] = TraceParent,
        ["payload"] = JsonNode.Parse(Payload),
    }.ToJsonString(EventJson.Options);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static LoggedChange Parse(GrainKey memory, long seq, string json)
    {
        var envelope = JsonElement.Parse(json);
        return new LoggedChange(
            memory, seq, envelope.GetProperty("id").GetGuid(), envelope.GetProperty("type")
                .GetString()!, envelope.GetProperty("schemaVersion").GetInt32(),
            envelope.GetProperty("occurredAt").GetDateTimeOffset(), envelope.GetProperty("traceparent").GetString(),
            envelope.GetProperty("payload").GetRawText(), Attempts: 0);
    }
}
