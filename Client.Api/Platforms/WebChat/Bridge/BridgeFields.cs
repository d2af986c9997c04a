using System.Globalization;
using System.Text.RegularExpressions;
using Sanctum.Errors;

namespace Sanctum.Platforms.WebChat.Bridge;

/// <summary>Checks what callers of the bridge send; each refusal names the field.</summary>
internal static partial class BridgeFields
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 100;
    private const int MaxOffset = 1_000_000;

    public static string Session(string? value) => value is not null && SessionId().IsMatch(value)
        ? value
        : throw new InvalidRequestException("session_id", "must match ^session_[A-Za-z0-9_]{1,56}$.");

    public static string Text(string field, string? value, int max)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new InvalidRequestException(field, "must not be empty.");
        return value.Length <= max
            ? value
            : throw new InvalidRequestException(field, $"has {value.Length} characters; the limit is {max}.");
    }

    /// <summary>The caller's own id of something, or a new one.</summary>
    public static string Own(string field, string? value) => value is null
        ? Guid.CreateVersion7().ToString("N")
        : OwnId().IsMatch(value)
            ? value
            : throw new InvalidRequestException(field, "must be 1 to 64 letters, digits and the characters _ - . : /.");

    public static int Limit(string? value) => Number("limit", value, DefaultLimit, 1, MaxLimit);

    public static int Offset(string? value) => Number("offset", value, 0, 0, MaxOffset);

    public static bool Active(string? value) => value is null or "true"
        || (value is "false" ? false : throw new InvalidRequestException("active", "must be true or false."));

    /// <summary>
    /// A cursor or id, or a time; neither where nothing is given. In a query, a plus sign that is not escaped arrives as a space.
    /// </summary>
    public static (long? After, DateTimeOffset? Since) Since(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return default;
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var after))
            return (after, null);
        if (IsoTime().IsMatch(value)
            && DateTimeOffset.TryParse(
                value.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return (null, time);
        throw new InvalidRequestException(
            "since", "must be a cursor of an earlier answer, or an ISO 8601 time such as 2026-01-31T12:00:00Z.");
    }

    public static int? Timeout(int? seconds) => seconds is null or (>= 60 and <= 2_592_000)
        ? seconds
        : throw new InvalidRequestException("session_timeout", $"{seconds} is not between 60 and 2592000 seconds.");

    public static long? Answered(long? messageId) => messageId is null or >= 1
        ? messageId
        : throw new InvalidRequestException("message_id", $"{messageId} is no message's id.");

    private static int Number(string field, string? value, int usual, int min, int max)
    {
        if (value is null)
            return usual;
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min
            && number <= max
            ? number
            : throw new InvalidRequestException(field, $"must be a whole number from {min} to {max}.");
    }

    [GeneratedRegex(@"\Asession_[A-Za-z0-9_]{1,56}\z")]
    private static partial Regex SessionId();

    [GeneratedRegex(@"\A[A-Za-z0-9_.:/-]{1,64}\z")]
    private static partial Regex OwnId();

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT[0-9:.Zz +-]{4,30}\z")]
    private static partial Regex IsoTime();
}
