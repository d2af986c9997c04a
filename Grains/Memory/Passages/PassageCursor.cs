using System.Globalization;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>A place in the list of passages, in text <c>MICROSECONDS-ID</c>.</summary>
/// <param name="CreatedAt">When the passage was created.</param>
/// <param name="Id">Its id.</param>
internal sealed record PassageCursor(DateTimeOffset CreatedAt, Guid Id)
{
    public static PassageCursor Of(Passage passage) => new(passage.CreatedAt, passage.Id);

    /// <exception cref="InvalidRequestException">It is not a cursor of this list.</exception>
    public static PassageCursor? Parse(string? text)
    {
        if (text is null)
            return null;
        return text.Split('-') is [var time, var id]
            && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            && microseconds <= (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
            && Guid.TryParseExact(id, "N", out var passage)
            ? new PassageCursor(DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), passage)
            : throw new InvalidRequestException("after", "is not the `next` of a page of passages.");
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(CreatedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}-{Id:N}");
}
