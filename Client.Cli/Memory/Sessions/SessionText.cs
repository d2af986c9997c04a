using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Memory;

/// <summary>Session memory for people.</summary>
internal static class SessionText
{
    private const int ShownCharacters = 80;

    public static Paragraph Of(SessionValueShape value) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Printable.Text(value.Key)}  version {value.Version}, ") +
        $"saved by {Printable.Text(value.SavedBy)} {Age.Of(value.SavedAt)}{Expiry(value)}\n" +
        $"{Printable.Text(value.Value.ToString())}\n");

    public static Table List(IEnumerable<SessionValueShape> values) => values.Aggregate(
        Listing.Of("KEY", "SAVED", "BY", "VALUE"),
        (table, value) => table.Row(
            value.Key, Age.Of(value.SavedAt), value.SavedBy, Printable.Line(value.Value.GetRawText(), ShownCharacters)));

    public static Table Sessions(IEnumerable<MemorySessionShape> sessions) => sessions.Aggregate(
        Listing.Of("SESSION", "KEYS", "BYTES", "UPDATED"),
        (table, session) => table.Row(session.SessionId, session.Keys, session.Bytes, Age.Of(session.UpdatedAt)));

    private static string Expiry(SessionValueShape value) => value.ExpiresAt is { } end
        ? string.Create(CultureInfo.InvariantCulture, $", until {end:yyyy-MM-dd HH:mm:ss}Z")
        : "";
}

/// <summary>What people see of a key.</summary>
internal sealed record SessionValueShape(
    string Key, JsonElement Value, long Version, [property: JsonPropertyName("saved_by")] string SavedBy,
    [property: JsonPropertyName("saved_at")] DateTimeOffset SavedAt,
    [property: JsonPropertyName("expires_at")] DateTimeOffset? ExpiresAt);

/// <summary>A session that has memory.</summary>
internal sealed record MemorySessionShape(
    [property: JsonPropertyName("session_id")] string SessionId, int Keys, long Bytes,
    [property: JsonPropertyName("updated_at")] DateTimeOffset UpdatedAt);
