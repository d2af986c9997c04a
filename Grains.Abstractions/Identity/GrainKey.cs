using System.Diagnostics.CodeAnalysis;

namespace Sanctum.Identity;

/// <summary>
/// The key of every grain: <c>{tenant}/{name}</c>. A key always holds a slash, so no storage provider can mistake it for a
/// number or a Guid.
/// </summary>
/// <param name="Tenant">Who owns the grain; <see cref="DefaultTenant"/> where tenants are not used.</param>
/// <param name="Name">The name inside the tenant; it may itself hold slashes.</param>
public readonly record struct GrainKey(string Tenant, string Name)
{
    /// <summary>The tenant of a deployment that has only one.</summary>
    public const string DefaultTenant = "default";

    /// <summary>The key of <paramref name="name"/> in the default tenant.</summary>
    public static GrainKey InDefaultTenant(string name) => new(DefaultTenant, name);

    /// <summary>Reads <c>{tenant}/{name}</c>.</summary>
    /// <exception cref="FormatException">There is no slash, or one side of the first slash is empty.</exception>
    public static GrainKey Parse(string key) =>
        TryParse(key, out var parsed)
            ? parsed
            : throw new FormatException($"'{key}' is not a grain key of the form tenant/name.");

    /// <summary>Reads <c>{tenant}/{name}</c>, or answers false.</summary>
    public static bool TryParse([NotNullWhen(true)] string? key, out GrainKey parsed)
    {
        var slash = key?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        parsed = slash > 0 && slash < key!.Length - 1 ? new GrainKey(key[..slash], key[(slash + 1)..]) : default;
        return parsed.Tenant is not null;
    }

    /// <summary>The key as the grain factory takes it.</summary>
    public override string ToString() => $"{Tenant}/{Name}";
}
