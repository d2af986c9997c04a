using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Sanctum.Cluster;

/// <summary>Who is in the cluster and how much each silo does, keyed <c>{tenant}/cluster</c>.</summary>
[Alias("sanctum.IClusterGrain")]
public interface IClusterGrain : IGrainWithStringKey
{
    /// <summary>Every silo that is not dead, and the twenty that died last, as the membership table has them.</summary>
    [ReadOnly, Alias("Get")]
    Task<ClusterOverview> Get();
}

/// <summary>The silos of the cluster.</summary>
/// <param name="Silos">The living first, then by name; of the dead, the one seen last first.</param>
[GenerateSerializer, Immutable, Alias("sanctum.cluster-overview")]
public sealed record ClusterOverview([property: Id(0)] ImmutableArray<SiloOverview> Silos);

/// <summary>One silo.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where other silos reach it.</param>
/// <param name="Status">Whether it works.</param>
/// <param name="StartedAt">When its process joined.</param>
/// <param name="SeenAt">When it last renewed its entry in the membership table, which it does every few minutes at most.</param>
/// <param name="Version">The product's version; null where the silo does not say it or is dead.</param>
/// <param name="Load">What it does now; null where it is not active or does not answer.</param>
[GenerateSerializer, Immutable, Alias("sanctum.silo-overview")]
public sealed record SiloOverview(
    [property: Id(0)] string Name,
    [property: Id(1)] string Address,
    [property: Id(2)] SiloState Status,
    [property: Id(3)] DateTimeOffset StartedAt,
    [property: Id(4)] DateTimeOffset SeenAt,
    [property: Id(5)] string? Version,
    [property: Id(6)] SiloLoad? Load);

/// <summary>What a silo does.</summary>
/// <param name="Activations">Grains in its memory.</param>
/// <param name="Clients">Connections of gateways and other clients.</param>
/// <param name="CpuPercent">Processor time that it uses, in percent of what its machine or container has.</param>
/// <param name="MemoryBytes">Memory that it uses.</param>
/// <param name="MaxMemoryBytes">Memory that its machine or container has.</param>
[GenerateSerializer, Immutable, Alias("sanctum.silo-load")]
public sealed record SiloLoad(
    [property: Id(0)] int Activations,
    [property: Id(1)] long Clients,
    [property: Id(2)] double CpuPercent,
    [property: Id(3)] long MemoryBytes,
    [property: Id(4)] long MaxMemoryBytes);

/// <summary>Whether a silo works.</summary>
public enum SiloState
{
    /// <summary>It starts and takes no grains yet.</summary>
    Joining,

    /// <summary>It works.</summary>
    Active,

    /// <summary>It hands its grains over and ends.</summary>
    Stopping,

    /// <summary>It ended, or the others declared it dead.</summary>
    Dead,
}
