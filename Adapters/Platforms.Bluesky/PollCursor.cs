using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sanctum.Platforms.Bluesky;

/// <summary>How far notifications were read.</summary>
/// <param name="Newest">The time of the newest one.</param>
/// <param name="LongLookAt">When a poll last looked far behind it.</param>
/// <param name="Seen">Marks of those around the newest, so that looking behind does not bring them again; as many as a cursor may
/// hold.</param>
internal sealed record PollCursor(DateTimeOffset Newest, DateTimeOffset LongLookAt, string Seen)
{
    private const int MarkCharacters = 8;
    private const int MaxMarks = 450;

    public static PollCursor? Parse(string? text) =>
        text is null ? null : JsonSerializer.Deserialize<PollCursor>(text, XrpcJson.Options);

    public override string ToString() => JsonSerializer.Serialize(this, XrpcJson.Options);

    public bool HasSeen(string uri)
    {
        var mark = MarkOf(uri);
        for (var i = 0; i < Seen.Length; i += MarkCharacters)
        {
            if (Seen.AsSpan(i, MarkCharacters).SequenceEqual(mark))
                return true;
        }
        return false;
    }

    /// <summary>The cursor after a poll that found these, oldest first.</summary>
    public PollCursor Advance(DateTimeOffset newest, DateTimeOffset longLookAt, IEnumerable<string> uris)
    {
        var marks = Seen.Chunk(MarkCharacters).Select(mark => new string(mark)).Concat(uris.Select(MarkOf)).Reverse().Distinct()
            .Take(MaxMarks).Reverse();
        return new PollCursor(newest, longLookAt, string.Concat(marks));
    }

    // 48 bits: among 450 marks a stranger is taken for one of them once in 600 billion times.
    private static string MarkOf(string uri) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(uri)).AsSpan(0, 6));
}
