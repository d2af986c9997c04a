using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Sanctum.Problems;

namespace Sanctum.Policies;

/// <summary>A policy document's name as routes carry it; one that breaks the rule never reaches a grain.</summary>
internal readonly partial record struct PolicyName(string Value) : IParsable<PolicyName>, IRouteValue
{
    public string Rule => "must match ^[a-z0-9][a-z0-9-]{0,62}$: lower-case letters, digits and hyphens, at most 63";

    public static PolicyName Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var name) ? name : throw new FormatException($"'{s}' {name.Rule}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PolicyName result)
    {
        var fits = s is not null && Pattern().IsMatch(s);
        result = fits ? new PolicyName(s!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex Pattern();
}
