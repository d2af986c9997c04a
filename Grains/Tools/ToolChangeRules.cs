using Sanctum.Errors;

namespace Sanctum.Tools;

/// <summary>What operators may decide of a tool.</summary>
internal static class ToolChangeRules
{
    private const int MaxReasonCharacters = 500;
    private static readonly TimeSpan MinTimeLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxTimeLimit = TimeSpan.FromMinutes(10);

    /// <exception cref="InvalidRequestException">The change breaks a rule.</exception>
    public static void Check(ToolChange change)
    {
        if (change is { Enabled: null, TimeLimit: null, Reason: null, Isolation: null })
            throw new InvalidRequestException(
                "enabled", "is missing, and so are timeLimit and isolation: there is nothing to change.");
        if (change is { Reason: not null, Enabled: not false })
            throw new InvalidRequestException("reason", "requires \"enabled\": false.");
        if (change.Reason?.Length > MaxReasonCharacters)
            throw new InvalidRequestException(
                "reason", $"has {change.Reason.Length} characters; the limit is {MaxReasonCharacters}.");
        NullCharacter.Refuse("reason", change.Reason);
        if (change.TimeLimit is { } limit && limit != TimeSpan.Zero && (limit < MinTimeLimit || limit > MaxTimeLimit))
            throw new InvalidRequestException("timeLimit", $"is {limit}; it must be between {MinTimeLimit} and {MaxTimeLimit}.");
    }
}
