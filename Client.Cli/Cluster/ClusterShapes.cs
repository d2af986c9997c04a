namespace Sanctum.Cluster;

/// <summary>The silos of the cluster.</summary>
internal sealed record ClusterShape(SiloShape[] Silos);

/// <summary>One silo; version and load are null where it does not say them.</summary>
internal sealed record SiloShape(
    string Name, string Address, string Status, DateTimeOffset StartedAt, DateTimeOffset SeenAt, string? Version,
    SiloLoadShape? Load);

/// <summary>What a silo does.</summary>
internal sealed record SiloLoadShape(int Activations, long Clients, double CpuPercent, long MemoryBytes, long MaxMemoryBytes);
