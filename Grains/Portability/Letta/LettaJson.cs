using System.Globalization;
using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Portability;

/// <summary>Reads members that may be absent, null or of another type.</summary>
internal static class LettaJson
{
    /// <summary>A text; null where there is none.</summary>
    /// <exception cref="InvalidRequestException">It has half of a surrogate pair.</exception>
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } member ? member.Text(named: name) : null;

    /// <summary>The text of an element that is one.</summary>
    /// <exception cref="InvalidRequestException">It has half of a surrogate pair.</exception>
    public static string Text(this JsonElement element, string? named, string otherwise = "")
    {
        try
        {
            return element.GetString() ?? otherwise;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidRequestException(named ?? "text", "has half of a surrogate pair.");
        }
    }

    /// <summary>What people know an entry by; empty where it has no name that can be read.</summary>
    public static string NameOrEmpty(this JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String
                ? element.Text(named: null)
                : element.Text("label") ?? element.Text("name") ?? element.Text("file_name")
                    ?? element.Text("server_name") ?? element.Text("id") ?? "";
        }
        catch (InvalidRequestException)
        {
            // The entry is reported by its place.
            return "";
        }
    }

    /// <summary>A whole number; null where there is none.</summary>
    public static int? Number(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt32(out var number) ? number : null;

    /// <summary>Whether a member is true.</summary>
    public static bool Flag(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.True };

    /// <summary>A time in UTC, in microseconds; null where there is none.</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name) =>
        DateTimeOffset.TryParse(
            element.Text(name), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? new DateTimeOffset(time.Ticks - (time.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero)
            : null;

    /// <summary>The entries of a list; none where there is no list.</summary>
    public static IReadOnlyList<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } member ? [.. member.EnumerateArray()] : [];

    /// <summary>The texts of a list.</summary>
    public static IReadOnlyList<string> Texts(this JsonElement element, string name) =>
        [.. element.Items(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.Text(named: name))];

    /// <summary>A member; null where there is none, or the element is no object.</summary>
    /// <exception cref="InvalidRequestException">A name beside it has half of a surrogate pair.</exception>
    public static JsonElement? Member(this JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidRequestException(name, "is beside a name with half of a surrogate pair.");
        }
    }

    /// <summary>The members of an object, with their names; none of what is no object.</summary>
    /// <exception cref="InvalidRequestException">A name has half of a surrogate pair.</exception>
    public static IReadOnlyList<(string Name, JsonElement Value)> Members(this JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object
                ? [.. element.EnumerateObject().Select(member => (member.Name, member.Value))]
                : [];
        }
        catch (InvalidOperationException)
        {
            throw new InvalidRequestException("name", "has half of a surrogate pair.");
        }
    }
}
