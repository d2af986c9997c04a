using System.Text.Json;
using System.Text.Json.Serialization;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>An entry was committed to the transcript; the envelope's seq is the entry's.</summary>
/// <param name="Entry">The row.</param>
[GenerateSerializer, Immutable, Alias("sanctum.entry-appended"), JsonConverter(typeof(EntryAppendedJsonConverter))]
public sealed record EntryAppended([property: Id(0)] TranscriptEntry Entry) : SessionEvent
{
    /// <inheritdoc/>
    public override string EventType => "transcript.entry-appended";

    /// <inheritdoc/>
    public override int SchemaVersion => 2;
}

/// <summary>Writes the entry as the event: a reader finds in it the very row that the transcript has.</summary>
internal sealed class EntryAppendedJsonConverter : JsonConverter<EntryAppended>
{
    public override EntryAppended Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonSerializer.Deserialize<TranscriptEntry>(ref reader, options) ?? throw new JsonException("The entry is null."));

    public override void Write(Utf8JsonWriter writer, EntryAppended value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Entry, options);
}
