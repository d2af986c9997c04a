using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Flags;

/// <summary>A tenant's feature flags, and the only writer of them; keyed <c>{tenant}/flags</c>.</summary>
[Alias("sanctum.IFlagsGrain")]
public interface IFlagsGrain : IGrainWithStringKey
{
    /// <summary>All flags, by name.</summary>
    [AlwaysInterleave, ReadOnly, Alias("List")]
    Task<ImmutableArray<FeatureFlag>> List();

    /// <summary>A flag, or null if the tenant has none of that name.</summary>
    [AlwaysInterleave, ReadOnly, Alias("Find")]
    Task<FeatureFlag?> Find(string name);

    /// <summary>Sets a flag. The same again changes nothing.</summary>
    /// <param name="name">At most 64 characters.</param>
    /// <param name="isOn">Whether it is on.</param>
    /// <param name="description">What it is for; at most 500 characters.</param>
    /// <param name="expectedVersion">Refused unless the flag has this version; null does not ask, 0 means that there is
    /// none.</param>
    /// <exception cref="InvalidRequestException">A field breaks a rule, or the tenant has too many flags.</exception>
    /// <exception cref="ConflictException">The flag has another version.</exception>
    [Alias("Put")]
    Task<FeatureFlag> Put(string name, bool isOn, string description, int? expectedVersion);

    /// <summary>Deletes a flag, so that who asks for it gets its default.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="ConflictException">The flag has another version.</exception>
    [Alias("Delete")]
    Task<FeatureFlag> Delete(string name, int? expectedVersion);

    /// <summary>The flags, once their revision is not <paramref name="known"/>, or after a while.</summary>
    [AlwaysInterleave, Alias("Follow")]
    Task<FlagsInForce> Follow(long known, CancellationToken cancellationToken);
}

/// <summary>A feature flag.</summary>
/// <param name="Name">Unique in its tenant.</param>
/// <param name="IsOn">Whether it is on.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Version">From 1, by one with each change.</param>
/// <param name="ChangedAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.feature-flag")]
public sealed record FeatureFlag(
    [property: Id(0)] string Name, [property: Id(1)] bool IsOn, [property: Id(2)] string Description,
    [property: Id(3)] int Version, [property: Id(4)] DateTimeOffset ChangedAt);

/// <summary>The flags of a tenant.</summary>
/// <param name="Revision">Another one with every change; never 0.</param>
/// <param name="On">The names of those that are on.</param>
/// <param name="Off">The names of those that are off.</param>
[GenerateSerializer, Immutable, Alias("sanctum.flags-in-force")]
public sealed record FlagsInForce(
    [property: Id(0)] long Revision, [property: Id(1)] ImmutableArray<string> On, [property: Id(2)] ImmutableArray<string> Off);
