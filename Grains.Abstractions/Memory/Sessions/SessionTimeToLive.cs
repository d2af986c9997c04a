using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>How long a key of session memory may be there: 1 second to 366 days.</summary>
internal static class SessionTimeToLive
{
    private const long MaxSeconds = 366 * 24 * 60 * 60;

    /// <summary>A time to live in seconds; null for good.</summary>
    /// <exception cref="InvalidRequestException">It is out of range.</exception>
    public static TimeSpan? OfSeconds(string field, long? seconds)
    {
        if (seconds is not { } given)
            return null;
        return given is >= 1 and <= MaxSeconds
            ? TimeSpan.FromSeconds(given)
            : throw new InvalidRequestException(field, $"is {given}; 1 to {MaxSeconds} are allowed.");
    }

    /// <exception cref="InvalidRequestException">It is out of range.</exception>
    public static void Check(string field, TimeSpan? timeToLive) => OfSeconds(field, (long?)timeToLive?.TotalSeconds);
}
