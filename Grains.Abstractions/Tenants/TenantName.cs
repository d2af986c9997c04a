using System.Text.RegularExpressions;

namespace Sanctum.Tenants;

/// <summary>Which names tenants may have. They are the beginning of grain keys.</summary>
internal static partial class TenantName
{
    /// <summary>The rule, as refusals say it.</summary>
    public const string Rule = "must match ^[a-z0-9][a-z0-9-]{0,39}$: lower-case letters, digits and hyphens, at most 40";

    public static bool IsValid(string? name) => name is not null && Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,39}\z")]
    private static partial Regex Pattern();
}
