using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Tenants;

/// <summary>The tenants of a deployment, and their only writer; keyed <c>default/tenants</c>.</summary>
[Alias("sanctum.ITenantsGrain")]
public interface ITenantsGrain : IGrainWithStringKey
{
    /// <summary>The name in the grain's key.</summary>
    const string Name = "tenants";

    /// <summary>Creates a tenant with its roles and its first admin.</summary>
    /// <exception cref="ConflictException">The name is or was another tenant's, or there are as many tenants as may
    /// be.</exception>
    /// <exception cref="InvalidRequestException">A field breaks a rule.</exception>
    [Alias("Create")]
    Task<CreatedTenant> Create(NewTenant tenant);

    /// <summary>One tenant, also one that was deleted.</summary>
    /// <exception cref="NotFoundException">There never was one of this name.</exception>
    [AlwaysInterleave, ReadOnly, Alias("Get")]
    Task<Tenant> Get(string name);

    /// <summary>What a tenant has of what its quotas limit, counted now.</summary>
    [AlwaysInterleave, ReadOnly, Alias("GetUse")]
    Task<TenantUse> GetUse(string name);

    /// <summary>A page of tenants, by name.</summary>
    /// <param name="after">The name behind which the page begins; null for the first one.</param>
    /// <param name="limit">1 to 200.</param>
    [AlwaysInterleave, ReadOnly, Alias("List")]
    Task<ImmutableArray<Tenant>> List(string? after, int limit);

    /// <summary>Replaces the title and the quotas. They apply within a second.</summary>
    /// <exception cref="InvalidRequestException">A field breaks a rule.</exception>
    /// <exception cref="NotFoundException">There is none, or it was deleted.</exception>
    [Alias("Change")]
    Task<Tenant> Change(string name, string title, TenantQuotas quotas);

    /// <summary>Suspends a tenant: its callers are refused within a second, and its agents take no more turns.</summary>
    /// <exception cref="ConflictException">It is the default tenant, or it is being deleted.</exception>
    /// <exception cref="NotFoundException">There is none, or it was deleted.</exception>
    [Alias("Suspend")]
    Task<Tenant> Suspend(string name);

    /// <summary>Ends that; what waited is taken up.</summary>
    /// <exception cref="ConflictException">It is being deleted.</exception>
    /// <exception cref="NotFoundException">There is none, or it was deleted.</exception>
    [Alias("Resume")]
    Task<Tenant> Resume(string name);

    /// <summary>
    /// Begins to delete every row of a suspended tenant. It continues by itself, also after a crash. Safe to repeat.
    /// </summary>
    /// <exception cref="ConflictException">It is not suspended.</exception>
    /// <exception cref="NotFoundException">There is none.</exception>
    [Alias("Delete")]
    Task<TenantDeletion> Delete(string name);

    /// <summary>What the deletion of a tenant has removed so far, or removed.</summary>
    /// <exception cref="NotFoundException">There is none, or it is not being deleted.</exception>
    [AlwaysInterleave, ReadOnly, Alias("GetDeletion")]
    Task<TenantDeletion> GetDeletion(string name);

    /// <summary>The tenants in force, once their revision is not <paramref name="known"/>, or after a while.</summary>
    [AlwaysInterleave, Alias("Follow")]
    Task<TenantsInForce> Follow(long known, CancellationToken cancellationToken);
}

/// <summary>A tenant to be created.</summary>
/// <param name="Name">Its name, which never changes.</param>
/// <param name="Title">A title for people; may be empty.</param>
/// <param name="Quotas">What it may have.</param>
[GenerateSerializer, Immutable, Alias("sanctum.new-tenant")]
public sealed record NewTenant(
    [property: Id(0)] string Name, [property: Id(1)] string Title, [property: Id(2)] TenantQuotas Quotas);

/// <summary>A tenant that was created.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Admin">The username of its first admin.</param>
/// <param name="OneTimePassword">The admin's password, to be changed at the first sign-in. It cannot be shown again.</param>
[GenerateSerializer, Immutable, Alias("sanctum.created-tenant")]
public sealed record CreatedTenant(
    [property: Id(0)] Tenant Tenant, [property: Id(1)] string Admin, [property: Id(2)] string OneTimePassword);

/// <summary>The tenants as every process knows them: all but those that were deleted more than a day ago.</summary>
/// <param name="Revision">Grows with every change, and with every activation of the grain.</param>
/// <param name="Tenants">All of them.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tenants-in-force")]
public sealed record TenantsInForce([property: Id(0)] long Revision, [property: Id(1)] ImmutableArray<Tenant> Tenants);
