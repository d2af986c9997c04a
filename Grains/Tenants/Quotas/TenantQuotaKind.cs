using System.Collections.Immutable;

namespace Sanctum.Tenants;

/// <summary>What a quota of a tenant limits, but for messages, which are counted by time.</summary>
internal enum TenantQuotaKind
{
    Agents,
    Users,
    Keys,
    Sessions,
    MemoryBlocks,
}

/// <summary>The names of quotas, as the API has them.</summary>
internal static class TenantQuotaKinds
{
    private static readonly ImmutableDictionary<string, TenantQuotaKind> ByName =
        Enum.GetValues<TenantQuotaKind>().ToImmutableDictionary(NameOf, StringComparer.Ordinal);

    public static string NameOf(this TenantQuotaKind kind) => kind switch
    {
        TenantQuotaKind.Agents => "agents",
        TenantQuotaKind.Users => "users",
        TenantQuotaKind.Keys => "keys",
        TenantQuotaKind.Sessions => "sessions",
        _ => "memoryBlocks",
    };

    public static TenantQuotaKind? Find(string name) => ByName.TryGetValue(name, out var kind) ? kind : null;

    /// <summary>How many a tenant may have; null where it has no such quota.</summary>
    public static int? Of(this TenantQuotas quotas, TenantQuotaKind kind) => kind switch
    {
        TenantQuotaKind.Agents => quotas.Agents,
        TenantQuotaKind.Users => quotas.Users,
        TenantQuotaKind.Keys => quotas.Keys,
        TenantQuotaKind.Sessions => quotas.Sessions,
        _ => quotas.MemoryBlocks,
    };
}
