using System.Diagnostics.CodeAnalysis;
using Sanctum.Problems;

namespace Sanctum.Tenants;

/// <summary>A tenant's name as routes carry it; one that breaks the rule never reaches a grain.</summary>
internal readonly record struct TenantId(string Value) : IParsable<TenantId>, IRouteValue
{
    string IRouteValue.Rule => TenantName.Rule;

    public static TenantId Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' {TenantName.Rule}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TenantId result)
    {
        var fits = TenantName.IsValid(s);
        result = fits ? new TenantId(s!) : default;
        return fits;
    }

    public override string ToString() => Value;
}
