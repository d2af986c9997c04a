using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>The roles of a tenant, and their only writer; keyed <c>{tenant}/roles</c>.</summary>
[Alias("sanctum.IRolesGrain")]
public interface IRolesGrain : IGrainWithStringKey
{
    /// <summary>Every role, by name. The built-in ones are always there.</summary>
    [ReadOnly, Alias("List")]
    Task<ImmutableArray<Role>> List();

    /// <summary>Creates a role or replaces what it allows. It applies within a second.</summary>
    /// <exception cref="ConflictException">The role is built in, or the tenant has as many roles as may be.</exception>
    /// <exception cref="MissingPermissionException">It allows more than the caller may do.</exception>
    [Alias("Put")]
    Task<Role> Put(Role role);

    /// <summary>Deletes a role that no user has.</summary>
    /// <exception cref="ConflictException">The role is built in, or a user has it.</exception>
    /// <exception cref="NotFoundException">There is none.</exception>
    [Alias("Delete")]
    Task Delete(string name);
}

/// <summary>A role.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Permissions">What it allows.</param>
/// <param name="IsBuiltIn">Whether Sanctum defines it: it cannot be changed.</param>
[GenerateSerializer, Immutable, Alias("sanctum.role")]
public sealed record Role(
    [property: Id(0)] string Name,
    [property: Id(1)] string Description,
    [property: Id(2)] ImmutableArray<Permission> Permissions,
    [property: Id(3)] bool IsBuiltIn = false);
