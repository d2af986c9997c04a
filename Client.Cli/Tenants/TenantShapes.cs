namespace Sanctum.Tenants;

/// <summary>A tenant.</summary>
internal sealed record TenantShape(
    string Name, string Title, string State, QuotasShape Quotas, UseShape? Use, DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt);

/// <summary>What a tenant may have; null where there is no quota.</summary>
internal sealed record QuotasShape(
    int? Agents = null, int? Users = null, int? Keys = null, int? Sessions = null, int? MessagesPerMinute = null,
    int? MemoryBlocks = null);

/// <summary>What a tenant has.</summary>
internal sealed record UseShape(long Agents, long Users, long Keys, long Sessions, long MemoryBlocks);

/// <summary>A tenant that was created.</summary>
internal sealed record CreatedTenantShape(TenantShape Tenant, string Admin, string OneTimePassword);

/// <summary>A tenant's admin with a new password.</summary>
internal sealed record TenantAdminShape(string Tenant, string Admin, string OneTimePassword);

/// <summary>The deletion of a tenant.</summary>
internal sealed record DeletionShape(
    string Tenant, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, long Rows, DeletedRowsShape[] Tables);

/// <summary>Rows that were removed from a table.</summary>
internal sealed record DeletedRowsShape(string Table, long Rows, DateTimeOffset LastAt);
