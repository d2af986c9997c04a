using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Sanctum.Access;
using Sanctum.Identity;
using Sanctum.Problems;

namespace Sanctum.Memory;

/// <summary>The label of a shared block as routes carry it; one that breaks the rule never reaches a grain.</summary>
internal readonly partial record struct SharedLabel(string Value) : IParsable<SharedLabel>, IRouteValue
{
    public string Rule =>
        "must match ^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$: letters, digits, dots, underscores and hyphens, at most 128";

    public GrainKey GrainKey => CallerTenant.Key(Value);

    public static SharedLabel Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var label) ? label : throw new FormatException($"'{s}' {label.Rule}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SharedLabel result)
    {
        var fits = s is not null && Pattern().IsMatch(s);
        result = fits ? new SharedLabel(s!) : default;
        return fits;
    }

    public override string ToString() => Value;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex Pattern();
}
