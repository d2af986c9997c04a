using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Sanctum.Problems;

namespace Sanctum.Flags;

/// <summary>A flag's name as routes carry it; one that breaks the rule never reaches a grain.</summary>
internal readonly partial record struct FlagName(string Value) : IParsable<FlagName>, IRouteValue
{
    public string Rule =>
        "must match ^[a-z0-9][a-z0-9._-]{0,63}$: lower-case letters, digits, dots, underscores and hyphens, at most 64";

    public static FlagName Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var name) ? name : throw new FormatException($"'{s}' {name.Rule}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out FlagName result)
    {
        var fits = s is not null && Pattern().IsMatch(s);
        result = fits ? new FlagName(s!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,63}\z")]
    private static partial Regex Pattern();
}
