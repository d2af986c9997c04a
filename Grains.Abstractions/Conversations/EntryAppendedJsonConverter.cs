using System.Text.Json;
using System.Text.Json.Serialization;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>Writes the entry as the event: a reader finds in it the very row that the transcript has.</summary>
internal sealed class EntryAppendedJsonConverter : JsonConverter<EntryAppended>
{
    public override EntryAppended Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonSerializer.Deserialize<TranscriptEntry>(ref reader, options) ?? throw new JsonException("The entry is null."));

    public override void Write(Utf8JsonWriter writer, EntryAppended value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Entry, options);
}
