namespace Sanctum.Tenants;

/// <summary>A tenant.</summary>
/// <param name="Name">Its name, which never changes.</param>
/// <param name="Title">A title for people; may be empty.</param>
/// <param name="State">active, suspended, deleting or deleted.</param>
/// <param name="Quotas">What it may have; null where there is no quota.</param>
/// <param name="Use">What it has; null in lists.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ChangedAt">When it was changed last, UTC.</param>
internal sealed record TenantResource(
    string Name, string Title, TenantState State, TenantQuotas Quotas, TenantUse? Use, DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt)
{
    public static TenantResource From(Tenant tenant) => From(tenant, use: null);

    public static TenantResource From(Tenant tenant, TenantUse? use) => new(
        tenant.Name, tenant.Title, tenant.State, tenant.Quotas, use, tenant.CreatedAt, tenant.ChangedAt);
}

/// <summary>A page of tenants.</summary>
/// <param name="Items">By name.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record TenantPage(TenantResource[] Items, string? Next);

/// <summary>A tenant that was created.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Admin">The username of its first admin.</param>
/// <param name="OneTimePassword">The admin's password, to be changed at the first sign-in; it is shown once.</param>
internal sealed record CreatedTenantResource(TenantResource Tenant, string Admin, string OneTimePassword);

/// <summary>The deletion of a tenant.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="EndedAt">When no row was left, UTC; null while it runs.</param>
/// <param name="Rows">Rows removed, of all tables.</param>
/// <param name="Tables">Rows removed, by table.</param>
internal sealed record TenantDeletionResource(
    string Tenant, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, long Rows, DeletedRows[] Tables)
{
    public static TenantDeletionResource From(TenantDeletion deletion) => new(
        deletion.Tenant, deletion.StartedAt, deletion.EndedAt, deletion.Tables.Sum(table => table.Rows), [.. deletion.Tables]);
}

/// <summary>An admin's password that must be changed at the first sign-in.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Admin">The username.</param>
/// <param name="OneTimePassword">The password; it is shown once.</param>
internal sealed record TenantAdminResource(string Tenant, string Admin, string OneTimePassword);
