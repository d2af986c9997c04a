using System.Collections.Immutable;

namespace Sanctum.Tenants;

/// <summary>A tenant: users, agents and all that they have, apart from those of all other tenants.</summary>
/// <param name="Name">Its name: lower-case letters, digits and hyphens, at most 40.</param>
/// <param name="Title">A title for people; may be empty.</param>
/// <param name="State">Whether it is in service.</param>
/// <param name="Quotas">What it may have.</param>
/// <param name="Version">Counts every change, from 1.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ChangedAt">When it was changed last, UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tenant")]
public sealed record Tenant(
    [property: Id(0)] string Name,
    [property: Id(1)] string Title,
    [property: Id(2)] TenantState State,
    [property: Id(3)] TenantQuotas Quotas,
    [property: Id(4)] int Version,
    [property: Id(5)] DateTimeOffset CreatedAt,
    [property: Id(6)] DateTimeOffset ChangedAt);

/// <summary>Whether a tenant is in service.</summary>
public enum TenantState
{
    /// <summary>It is.</summary>
    Active = 0,

    /// <summary>Its callers are refused and its agents rest; nothing is lost.</summary>
    Suspended = 1,

    /// <summary>Its rows are being deleted.</summary>
    Deleting = 2,

    /// <summary>Its rows are deleted. Its name is not used again.</summary>
    Deleted = 3,
}

/// <summary>What a tenant may have; null where only the limits hold that hold for every tenant.</summary>
/// <param name="Agents">Agents in service.</param>
/// <param name="Users">Users.</param>
/// <param name="Keys">API keys that are not revoked.</param>
/// <param name="Sessions">Sessions.</param>
/// <param name="MessagesPerMinute">Messages that the API takes in within any 60 seconds.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tenant-quotas")]
public sealed record TenantQuotas(
    [property: Id(0)] int? Agents = null,
    [property: Id(1)] int? Users = null,
    [property: Id(2)] int? Keys = null,
    [property: Id(3)] int? Sessions = null,
    [property: Id(4)] int? MessagesPerMinute = null)
{
    /// <summary>Blocks of core memory, of all agents together.</summary>
    [Id(5)]
    public int? MemoryBlocks { get; init; }
}

/// <summary>What a tenant has of what its quotas limit.</summary>
/// <param name="Agents">Agents in service.</param>
/// <param name="Users">Users.</param>
/// <param name="Keys">API keys that are not revoked.</param>
/// <param name="Sessions">Sessions.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tenant-use")]
public sealed record TenantUse(
    [property: Id(0)] long Agents, [property: Id(1)] long Users, [property: Id(2)] long Keys, [property: Id(3)] long Sessions)
{
    /// <summary>Blocks of core memory, of all agents together, those that were put away included.</summary>
    [Id(4)]
    public long MemoryBlocks { get; init; }
}

/// <summary>The deletion of a tenant, and its receipt once it has ended.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="EndedAt">When no row was left, UTC; null while it runs.</param>
/// <param name="Tables">What it removed, by table.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tenant-deletion")]
public sealed record TenantDeletion(
    [property: Id(0)] string Tenant,
    [property: Id(1)] DateTimeOffset StartedAt,
    [property: Id(2)] DateTimeOffset? EndedAt,
    [property: Id(3)] ImmutableArray<DeletedRows> Tables);

/// <summary>Rows that were removed from a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">How many.</param>
/// <param name="LastAt">When the last of them was, UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.deleted-rows")]
public sealed record DeletedRows(
    [property: Id(0)] string Table, [property: Id(1)] long Rows, [property: Id(2)] DateTimeOffset LastAt);
