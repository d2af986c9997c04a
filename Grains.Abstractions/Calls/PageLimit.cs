using Sanctum.Errors;

namespace Sanctum.Calls;

/// <summary>How much a page of a list may hold: by default 50 entries, at most 200, unless the list has other bounds.</summary>
internal static class PageLimit
{
    public const int Default = 50;
    public const int Max = 200;

    /// <summary>The limit that holds: the caller's, or the default.</summary>
    /// <param name="limit">What the caller wants; null where it is left to us.</param>
    /// <param name="byDefault">How many a caller gets who does not say.</param>
    /// <param name="max">The most that a page of this list may hold.</param>
    /// <exception cref="InvalidRequestException">It is not between 1 and <paramref name="max"/>.</exception>
    public static int Check(int? limit, int byDefault = Default, int max = Max)
    {
        var wanted = limit ?? byDefault;
        if (wanted < 1 || wanted > max)
            throw new InvalidRequestException("limit", $"{wanted} is not between 1 and {max}.");
        return wanted;
    }
}
