using Sanctum.Errors;

namespace Sanctum.Tenants;

/// <summary>A tenant to be created.</summary>
/// <param name="Name">Its name, which never changes: lower-case letters, digits and hyphens, at most 40.</param>
/// <param name="Title">A title for people; at most 200 characters.</param>
/// <param name="Quotas">What it may have; no quotas if left out.</param>
internal sealed record CreateTenantRequest(string? Name, string? Title = null, TenantQuotas? Quotas = null)
{
    public NewTenant ToTenant() => new(
        Name ?? throw new InvalidRequestException("name", "is missing."), Title ?? "", Quotas ?? new TenantQuotas());
}

/// <summary>What a tenant is to have; it replaces all that it had.</summary>
/// <param name="Title">A title for people; at most 200 characters.</param>
/// <param name="Quotas">What it may have; no quotas if left out.</param>
internal sealed record TenantRequest(string? Title = null, TenantQuotas? Quotas = null);
