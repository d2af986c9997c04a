using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>
/// The keys by which gateways protect what browsers keep for them, and the only writer of those; keyed <c>{tenant}/key-ring</c>.
/// </summary>
[Alias("sanctum.IKeyRingGrain")]
public interface IKeyRingGrain : IGrainWithStringKey
{
    /// <summary>The keys, once their version is not <paramref name="known"/>, or after a while. For gateways alone.</summary>
    [AlwaysInterleave, Alias("Follow")]
    Task<KeyRing> Follow(long known, CancellationToken cancellationToken);

    /// <summary>Adds a key, unless another came after the known ones; keys that expired 30 days ago are removed.</summary>
    /// <returns>The keys there are then.</returns>
    /// <exception cref="InvalidRequestException">Its document, name or end breaks a limit.</exception>
    /// <exception cref="LimitExceededException">There are as many keys as may be.</exception>
    [Alias("Add")]
    Task<KeyRing> Add(long known, RingKey key);
}

/// <summary>Keys of data protection.</summary>
/// <param name="Version">The number of the newest; 0 where there is none yet.</param>
/// <param name="Keys">The oldest first.</param>
[GenerateSerializer, Immutable, Alias("sanctum.key-ring")]
public sealed record KeyRing([property: Id(0)] long Version, [property: Id(1)] ImmutableArray<RingKey> Keys);

/// <summary>A key of data protection.</summary>
/// <param name="Name">What its document calls it; at most 100 characters.</param>
/// <param name="Document">The XML that ASP.NET Core makes of it; at most 8,000 characters.</param>
/// <param name="ExpiresAt">Until when it protects, UTC; at most 400 days away.</param>
[GenerateSerializer, Immutable, Alias("sanctum.ring-key")]
public sealed record RingKey(
    [property: Id(0)] string Name, [property: Id(1)] string Document, [property: Id(2)] DateTimeOffset ExpiresAt)
{
    /// <summary>Names the key, never its document.</summary>
    public override string ToString() => $"{Name} until {ExpiresAt:u}";
}
