using System.Net;
using Sanctum.Edge;
using Sanctum.Errors;

namespace Sanctum.Audit;

/// <summary>What of the log a caller wants.</summary>
/// <param name="Action">Such as <c>tool.execute</c>.</param>
/// <param name="Actor">Such as <c>agent/ada</c>.</param>
/// <param name="Object">Such as <c>tool/calculate</c>, or with an asterisk at its end the beginning of the name:
/// <c>queue/ada*</c>.</param>
/// <param name="Result">Such as <c>refused</c>.</param>
/// <param name="Address">Such as <c>192.0.2.7</c>.</param>
/// <param name="Since">From this time on.</param>
/// <param name="Until">Before this time.</param>
internal sealed record AuditFilters(
    string? Action = null, string? Actor = null, string? Object = null, string? Result = null, string? Address = null,
    string? Since = null, string? Until = null)
{
    private const char AnyEnd = '*';
    private const int MaxNameCharacters = 256;

    /// <exception cref="InvalidRequestException">A field breaks a rule.</exception>
    public AuditQuery ToQuery(DateTimeOffset now, bool oldestFirst, int limit)
    {
        var isPrefix = Object is { Length: > 1 } && Object.EndsWith(AnyEnd);
        var target = Checked("object", isPrefix ? Object![..^1] : Object);
        return new AuditQuery(
            Checked("action", Action), Checked("actor", Actor), isPrefix ? null : target, Times.Parse("since", Since, now),
            Times.Parse("until", Until, now), After: null, oldestFirst, limit)
        {
            TargetPrefix = isPrefix ? target : null,
            Result = Checked("result", Result),
            Address = Parsed("address", Address),
        };
    }

    private static string? Parsed(string field, string? address)
    {
        if (address is null)
            return null;
        return IPAddress.TryParse(address, out var parsed)
            ? parsed.ToString()
            : throw new InvalidRequestException(field, "is not an IP address.");
    }

    private static string? Checked(string field, string? name)
    {
        if (name?.Length is 0 or > MaxNameCharacters)
            throw new InvalidRequestException(field, $"has {name.Length} characters; 1 to {MaxNameCharacters} are allowed.");
        NullCharacter.Refuse(field, name);
        return name;
    }
}
