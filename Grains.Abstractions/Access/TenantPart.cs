using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>
/// How the text of a key or token names its tenant: <c>{prefix}{tenant}~{rest}</c>. Those of the default tenant do not.
/// </summary>
internal static class TenantPart
{
    private const char End = '~';

    /// <summary>The text of a credential.</summary>
    public static string Join(string prefix, string tenant, string rest) =>
        tenant == GrainKey.DefaultTenant ? prefix + rest : $"{prefix}{tenant}{End}{rest}";

    /// <summary>The tenant that a text names.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="prefix">How it begins.</param>
    /// <param name="parts">Of how many parts the rest is.</param>
    public static string TenantOf(string text, string prefix, int parts) => Split(text, prefix, parts).Tenant;

    /// <summary>The tenant that a text names, and its other parts; none where it is no such text.</summary>
    public static (string Tenant, string[] Parts) Split(string text, string prefix, int parts)
    {
        if (!text.StartsWith(prefix, StringComparison.Ordinal))
            return (GrainKey.DefaultTenant, []);
        var found = text[prefix.Length..].Split(End);
        if (found.Length == parts)
            return (GrainKey.DefaultTenant, found);
        return found.Length == parts + 1 ? (found[0], found[1..]) : (GrainKey.DefaultTenant, []);
    }
}
