using System.Diagnostics.CodeAnalysis;

namespace Sanctum.Platforms;

/// <summary>Which account on which platform; as a grain key <c>{tenant}/{platform}/{account}</c>.</summary>
/// <param name="Tenant">Who owns it.</param>
/// <param name="Platform">The platform.</param>
/// <param name="Account">The account's name in Sanctum.</param>
[GenerateSerializer, Immutable, Alias("sanctum.account-key")]
public readonly record struct AccountKey(
    [property: Id(0)] string Tenant, [property: Id(1)] string Platform, [property: Id(2)] string Account)
{
    /// <summary>Reads <c>{tenant}/{platform}/{account}</c>.</summary>
    /// <exception cref="FormatException">It has fewer than three parts, or an empty one.</exception>
    public static AccountKey Parse(string key) =>
        TryParse(key, out var parsed)
            ? parsed
            : throw new FormatException($"'{key}' is not of the form tenant/platform/account.");

    /// <summary>Reads <c>{tenant}/{platform}/{account}</c>, or answers false.</summary>
    public static bool TryParse([NotNullWhen(true)] string? key, out AccountKey parsed)
    {
        parsed = key?.Split('/', 3) is [{ Length: > 0 } tenant, { Length: > 0 } platform, { Length: > 0 } account]
            ? new(tenant, platform, account)
            : default;
        return parsed.Tenant is not null;
    }

    /// <summary>The key as the grain factory takes it.</summary>
    public override string ToString() => $"{Tenant}/{Platform}/{Account}";
}
