using System.Globalization;
using Sanctum.Errors;

namespace Sanctum.Edge;

/// <summary>
/// Spans of time as people write them in a URL: <c>30s</c>, <c>500ms</c>, <c>2m</c>, <c>12h</c>, <c>7d</c>, or plain seconds.
/// </summary>
internal static class Durations
{
    /// <exception cref="InvalidRequestException">It is not such a span, or longer than <paramref name="most"/>.</exception>
    public static TimeSpan Parse(string field, string text, TimeSpan most)
    {
        var (digits, unit) = text switch
        {
            [.. var number, 'm', 's'] => (number, TimeSpan.FromMilliseconds(1)),
            [.. var number, 's'] => (number, TimeSpan.FromSeconds(1)),
            [.. var number, 'm'] => (number, TimeSpan.FromMinutes(1)),
            [.. var number, 'h'] => (number, TimeSpan.FromHours(1)),
            [.. var number, 'd'] => (number, TimeSpan.FromDays(1)),
            _ => (text, TimeSpan.FromSeconds(1)),
        };
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            throw new InvalidRequestException(field, $"'{text}' is not a span of time such as 30s, 500ms, 2m or 7d.");
        return count <= most / unit
            ? count * unit
            : throw new InvalidRequestException(field, $"{text} is longer than {most.TotalSeconds:0}s, the limit.");
    }

    /// <summary>A span as <see cref="Parse"/> reads it, to the millisecond.</summary>
    public static string Format(TimeSpan span) => span.Milliseconds == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)span.TotalSeconds}s")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)span.TotalMilliseconds}ms");
}
