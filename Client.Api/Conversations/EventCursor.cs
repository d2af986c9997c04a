using System.Globalization;
using Sanctum.Errors;

namespace Sanctum.Conversations;

/// <summary>Where a client of an event stream has come to: the sequence number of the last entry it saw.</summary>
internal static class EventCursor
{
    private const string Header = "Last-Event-ID";

    /// <summary>
    /// The header, which a browser sends when it reconnects, goes before the query that it first connected with.
    /// </summary>
    /// <exception cref="InvalidRequestException">It is not a sequence number of this session.</exception>
    public static long Read(HttpRequest request, long? after, long lastSeq)
    {
        var header = request.Headers[Header].ToString();
        if (header.Length == 0)
            return Check("after", after ?? 0, lastSeq);
        return long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            ? Check(Header, seq, lastSeq)
            : throw new InvalidRequestException(Header, $"'{Shorten(header)}' is not a sequence number.");
    }

    private static long Check(string field, long seq, long lastSeq) => seq switch
    {
        < 0 => throw new InvalidRequestException(field, $"{seq} is negative; it is a sequence number, or 0 for the start."),
        _ when seq > lastSeq => throw new InvalidRequestException(
            field, $"{seq} is beyond the session's newest entry, {lastSeq}."),
        _ => seq,
    };

    private static string Shorten(string text) => text.Length <= 64 ? text : text[..64] + "…";
}
