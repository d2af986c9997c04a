using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Sanctum.Problems;

namespace Sanctum.Access;

/// <summary>A role's name as routes carry it.</summary>
internal readonly partial record struct RoleName(string Value) : IParsable<RoleName>, IRouteValue
{
    public const string Rule = "must match ^[a-z][a-z0-9_-]{0,63}$: lower-case letters, digits, underscores and hyphens";

    string IRouteValue.Rule => Rule;

    public static RoleName Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var name) ? name : throw new FormatException($"'{s}' {Rule}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RoleName result)
    {
        var fits = s is not null && Pattern().IsMatch(s);
        result = fits ? new RoleName(s!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,63}\z")]
    private static partial Regex Pattern();
}
