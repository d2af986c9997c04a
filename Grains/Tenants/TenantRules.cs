using Sanctum.Errors;

namespace Sanctum.Tenants;

/// <summary>What a tenant's fields may hold.</summary>
internal static class TenantRules
{
    public const int MaxTenants = 1_000;
    public const int MaxQuota = 10_000_000;
    private const int MaxTitleCharacters = 200;

    /// <exception cref="InvalidRequestException">A field breaks a rule.</exception>
    public static void Check(NewTenant tenant)
    {
        if (!TenantName.IsValid(tenant.Name))
            throw new InvalidRequestException("name", $"{TenantName.Rule}.");
        Check(tenant.Title, tenant.Quotas);
    }

    /// <exception cref="InvalidRequestException">A field breaks a rule.</exception>
    public static void Check(string title, TenantQuotas quotas)
    {
        if (title.Length > MaxTitleCharacters)
            throw new InvalidRequestException(
                "title", $"has {title.Length} characters; at most {MaxTitleCharacters} are allowed.");
        NullCharacter.Refuse("title", title);
        CheckQuota("quotas.agents", quotas.Agents, min: 0);
        CheckQuota("quotas.users", quotas.Users, min: 1);
        CheckQuota("quotas.keys", quotas.Keys, min: 0);
        CheckQuota("quotas.sessions", quotas.Sessions, min: 0);
        CheckQuota("quotas.memoryBlocks", quotas.MemoryBlocks, min: 0);
        CheckQuota("quotas.messagesPerMinute", quotas.MessagesPerMinute, min: 1);
    }

    private static void CheckQuota(string field, int? quota, int min)
    {
        if (quota is { } value && (value < min || value > MaxQuota))
            throw new InvalidRequestException(field, $"is {value}; {min} to {MaxQuota} are allowed, or null for no quota.");
    }
}
