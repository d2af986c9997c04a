using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Sanctum.Problems;

namespace Sanctum.Platforms;

/// <summary>An account's name as routes carry it; one that breaks the rule never reaches a grain.</summary>
internal readonly partial record struct AccountName(string Value) : IParsable<AccountName>, IRouteValue
{
    public const string Rule =
        "must match ^[a-z0-9][a-z0-9._-]{0,62}$: lower-case letters, digits, dots, underscores and hyphens, at most 63";

    string IRouteValue.Rule => Rule;

    public static AccountName Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var name) ? name : throw new FormatException($"'{s}' {Rule}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AccountName result)
    {
        var fits = s is not null && Pattern().IsMatch(s);
        result = fits ? new AccountName(s!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,62}\z")]
    private static partial Regex Pattern();
}
