using Sanctum.Cluster;
using Sanctum.Publishing;
using Sanctum.Queues;

namespace Sanctum.Health;

/// <summary>Whether the gateway is alive, or ready, and each part that was looked at.</summary>
internal sealed record HealthShape(string Status, HealthCheckShape[] Checks);

/// <summary>One part.</summary>
internal sealed record HealthCheckShape(string Name, string Status, string? Detail);

/// <summary>The whole in one document.</summary>
/// <param name="Url">The gateway that was asked.</param>
/// <param name="Health">Whether it is alive.</param>
/// <param name="Ready">Whether it can serve, and if not why not.</param>
/// <param name="Counts">What the queues hold. Null where it cannot be known because the gateway is not ready.</param>
/// <param name="Posts">What the outboxes hold, or null for the same reason.</param>
/// <param name="DeadLetters">How many events were given up and wait for somebody, or null for the same reason.</param>
/// <param name="Silos">The silos of the cluster, or null for the same reason.</param>
internal sealed record StatusShape(
    Uri Url, HealthShape Health, HealthShape Ready, QueueTotalsShape? Counts, OutboxCountsShape? Posts, long? DeadLetters, SiloShape[]? Silos);
