using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Sanctum.Platforms.WebChat;

/// <summary>A visitor's own id of a conversation, as routes carry it.</summary>
internal readonly partial record struct ConversationId(string Value) : IParsable<ConversationId>
{
    public const string Rule = "must match ^[A-Za-z0-9-]{1,64}$: letters, digits and hyphens, at most 64";

    public static ConversationId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' {Rule}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ConversationId result)
    {
        var fits = s is not null && Pattern().IsMatch(s);
        result = fits ? new ConversationId(s!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,64}\z")]
    private static partial Regex Pattern();
}
