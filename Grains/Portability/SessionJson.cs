using System.Globalization;
using System.Text.Json;
using Sanctum.Conversations;
using Sanctum.Tools;
using Sanctum.Trust;
using Sanctum.Turns;

namespace Sanctum.Portability;

/// <summary>Writes parts of transcripts in the canonical form of a file. A member without a value is left out.</summary>
internal static class SessionJson
{
    /// <param name="json">The file.</param>
    /// <param name="made">A compaction.</param>
    /// <param name="turn">The place of the first entry of the turn that made it.</param>
    public static void Write(Utf8JsonWriter json, Compaction made, long turn)
    {
        json.WriteStartObject();
        json.WriteString("at", Time(made.At));
        json.WriteNumber("entriesThrough", made.EntriesThrough);
        json.WriteNumber("lastSeq", made.LastSeq);
        json.WriteString("method", made.Method.ToString().ToLowerInvariant());
        json.WriteNumber("number", made.Number);
        json.WriteNumber("resultsThrough", made.ResultsThrough);
        WriteText(json, "summary", made.Summary);
        json.WriteNumber("tokensAfter", made.TokensAfter);
        json.WriteNumber("tokensBefore", made.TokensBefore);
        json.WriteString("trust", TrustNames.Of(made.Trust));
        json.WriteNumber("turn", turn);
        json.WriteEndObject();
    }

    /// <param name="json">The file.</param>
    /// <param name="stored">An entry. The reasoning of its model and what was recalled for it are left out.</param>
    /// <param name="turn">The place of the first entry of its turn.</param>
    public static void Write(Utf8JsonWriter json, StoredEntry stored, long turn)
    {
        var entry = stored.Entry;
        json.WriteStartObject();
        json.WriteString("author", entry.Author);
        json.WriteString("content", entry.Content);
        if (entry.Usage is { } read)
            json.WriteNumber("inputTokens", read.InputTokens);
        WriteText(json, "model", entry.Usage?.Model);
        json.WriteString("occurredAt", Time(entry.OccurredAt));
        if (entry.Usage is { } written)
            json.WriteNumber("outputTokens", written.OutputTokens);
        json.WriteString("role", entry.Role.ToString().ToLowerInvariant());
        json.WriteNumber("seq", entry.Seq);
        json.WriteNumber("step", stored.Step);
        WriteText(json, "stopReason", entry.StopReason);
        WriteText(json, "toolCallId", entry.ToolCallId);
        if (!entry.ToolCalls.IsDefaultOrEmpty)
            WriteCalls(json, entry.ToolCalls);
        WriteText(json, "toolStatus", entry.ToolStatus?.ToName());
        WriteText(json, "trust", entry.Trust is { } trust ? TrustNames.Of(trust) : null);
        json.WriteNumber("turn", turn);
        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, IEnumerable<ToolCall> calls)
    {
        json.WriteStartArray("toolCalls");
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("arguments", call.Arguments);
            json.WriteString("callId", call.CallId);
            json.WriteString("tool", call.Tool);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString(AgentFileWriter.Time, CultureInfo.InvariantCulture);
}
