using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Sanctum.Problems;

namespace Sanctum.Platforms;

/// <summary>A platform's name as routes carry it; one that breaks the rule never reaches a grain.</summary>
internal readonly partial record struct PlatformName(string Value) : IParsable<PlatformName>, IRouteValue
{
    public const string Rule = "must match ^[a-z][a-z0-9-]{0,31}$: lower-case letters, digits and hyphens, at most 32";

    string IRouteValue.Rule => Rule;

    public static PlatformName Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var name) ? name : throw new FormatException($"'{s}' {Rule}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PlatformName result)
    {
        var fits = s is not null && Pattern().IsMatch(s);
        result = fits ? new PlatformName(s!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,31}\z")]
    private static partial Regex Pattern();
}
