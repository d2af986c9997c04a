using System.Globalization;
using Sanctum.Errors;

namespace Sanctum.Edge;

/// <summary>Times as people write them in a URL: <c>2026-01-31T12:00:00Z</c>, <c>2026-01-31</c>, or a span before now.</summary>
internal static class Times
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];
    private static readonly TimeSpan MaxAgo = TimeSpan.FromDays(36_500);

    /// <summary>The time; null where there is none.</summary>
    /// <exception cref="InvalidRequestException">It is neither a time nor a span.</exception>
    public static DateTimeOffset? Parse(string field, string? text, DateTimeOffset now)
    {
        if (text is null)
            return null;
        if (!text.Contains('-', StringComparison.Ordinal))
            return now - Durations.Parse(field, text, MaxAgo);
        // In an address a plus that nobody escaped has become a blank.
        return DateTimeOffset.TryParseExact(
            text.Replace(' ', '+'), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new InvalidRequestException(
                field, $"'{text}' is neither a time such as 2026-01-31T12:00:00Z nor a span such as 24h.");
    }
}
