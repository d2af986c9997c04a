using System.Text.RegularExpressions;

namespace Sanctum.Conversations;

/// <summary>The rule of ids of sessions.</summary>
public static partial class SessionIds
{
    /// <summary>The rule, for people.</summary>
    public const string Rule =
        "must match ^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$: letters, digits, dots, underscores, colons and hyphens, at most 128";

    /// <summary>Whether a text can be the id of a session.</summary>
    public static bool IsValid(string id) => Pattern().IsMatch(id);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._:-]{0,127}\z")]
    private static partial Regex Pattern();
}
