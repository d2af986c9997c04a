using System.Collections.Immutable;
using Sanctum.Trust;

namespace Sanctum.Memory;

/// <summary>A block of core memory that belongs to a tenant and is shared with agents.</summary>
/// <param name="Label">Unique in the tenant; at most 128 characters.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Limit">Maximum number of characters.</param>
/// <param name="IsReadOnly">Whether no agent may change it, whatever its right; no part of its versions.</param>
/// <param name="Characters">How many it holds.</param>
/// <param name="Version">Counts its changes, from 1.</param>
/// <param name="UpdatedAt">UTC.</param>
/// <param name="Value">The text; null in lists.</param>
[GenerateSerializer, Immutable, Alias("sanctum.shared-block")]
public sealed record SharedBlock(
    [property: Id(0)] string Label,
    [property: Id(1)] string Description,
    [property: Id(2)] int Limit,
    [property: Id(3)] bool IsReadOnly,
    [property: Id(4)] int Characters,
    [property: Id(5)] int Version,
    [property: Id(6)] DateTimeOffset UpdatedAt,
    [property: Id(7)] string? Value = null)
{
    /// <summary>How far it is trusted: as far as the least of what it holds.</summary>
    [Id(8)]
    public TrustLevel Trust { get; init; }
}

/// <summary>A page of shared blocks.</summary>
/// <param name="Items">By label, without their texts.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.shared-block-page")]
public sealed record SharedBlockPage(
    [property: Id(0)] ImmutableArray<SharedBlock> Items, [property: Id(1)] string? Next);
