using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using Sanctum.Storage;
using Sanctum.Tools;
using Sanctum.Trust;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>How rows of <c>transcript_entry</c> become values and back.</summary>
internal static class TranscriptRows
{
    public const string Columns =
        "seq, turn_id, role, author, content, tool_calls::text, tool_call_id, tool_status, model, input_tokens, output_tokens, " +
        "stop_reason, occurred_at, step, model_data, trust";

    /// <summary>The same, with what was recalled for the turn.</summary>
    public const string ColumnsOfTurn = Columns + ", recalled::text";

    public static StoredEntry ReadOfTurn(NpgsqlDataReader row) =>
        Read(row) with { Recalled = RecalledStore.Read(row.TextOrNull(16)) };

    public static StoredEntry Read(NpgsqlDataReader row) => new(
        new TranscriptEntry(
            row.GetInt64(0),
            row.GetGuid(1),
            Enum.Parse<TranscriptRole>(row.GetString(2), ignoreCase: true),
            row.GetString(3),
            row.GetString(4),
            ReadCalls(row.TextOrNull(5)),
            row.TextOrNull(6),
            row.TextOrNull(7) is { } status ? ToolStatusNames.Parse(status) : null,
            row.TextOrNull(8) is { } model ? new ModelUsage(model, row.LongOrNull(9) ?? 0, row.LongOrNull(10) ?? 0) : null,
            row.TextOrNull(11),
            row.Time(12),
            row.TextOrNull(14))
        {
            Trust = TrustNames.ReadOrNull(row, 15),
        },
        row.GetInt32(13));

    /// <summary>Values of an entry, as <c>$4</c> to <c>$18</c> of the statements that insert one.</summary>
    public static IEnumerable<NpgsqlParameter> Parameters(StoredEntry stored)
    {
        var entry = stored.Entry;
        yield return Sql.Long(entry.Seq);
        yield return Sql.Int(stored.Step);
        yield return Sql.Text(NameOf(entry.Role));
        yield return Sql.Text(entry.Author);
        yield return Sql.Text(entry.Content);
        yield return Sql.Json(
            entry.ToolCalls.IsDefaultOrEmpty ? null : JsonSerializer.Serialize(entry.ToolCalls, JsonSerializerOptions.Web));
        yield return Sql.Text(entry.ToolCallId);
        yield return Sql.Text(entry.ToolStatus?.ToName());
        yield return Sql.Text(entry.Usage?.Model);
        yield return Sql.Long(entry.Usage?.InputTokens);
        yield return Sql.Long(entry.Usage?.OutputTokens);
        yield return Sql.Text(entry.StopReason);
        yield return Sql.Text(entry.ModelData);
        yield return Sql.Time(entry.OccurredAt);
        yield return Sql.Int((int?)entry.Trust);
    }

    public static string NameOf(TranscriptRole role) => role.ToString().ToLowerInvariant();

    private static ImmutableArray<ToolCall> ReadCalls(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<ImmutableArray<ToolCall>>(json, JsonSerializerOptions.Web);
}

/// <summary>An entry with its place in its turn.</summary>
internal sealed record StoredEntry(TranscriptEntry Entry, int Step)
{
    /// <summary>On the message that a turn answers, where the whole turn was read: what was recalled for it.</summary>
    public ImmutableArray<RecalledPassage> Recalled { get; init; } = [];
}
