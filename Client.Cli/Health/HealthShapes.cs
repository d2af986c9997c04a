using Sanctum.Cluster;
using Sanctum.Publishing;
using Sanctum.Queues;

namespace Sanctum.Health;

/// <summary>Whether the gateway is alive, or ready, and each part that was looked at.</summary>
internal sealed record HealthShape(string Status, HealthCheckShape[] Checks);

/// <summary>One part.</summary>
internal sealed record HealthCheckShape(string Name, string Status, string? Detail);

/// <summary>What runs there.</summary>
internal sealed record ProductShape(string Status, string Version, DateTimeOffset StartedAt, string? MessageMode = null);

/// <summary>The whole in one document.</summary>
/// <param name="Url">The gateway that was asked.</param>
/// <param name="Version">The version of the product that runs there.</param>
/// <param name="StartedAt">When the gateway's process started.</param>
/// <param name="Health">Whether it is alive.</param>
/// <param name="Ready">Whether it can serve, and if not why not.</param>
/// <param name="Counts">What the queues hold. Null where it cannot be known because the gateway is not ready.</param>
/// <param name="Posts">What the outboxes hold, or null for the same reason.</param>
/// <param name="DeadLetters">How many events were given up and wait for somebody, or null for the same reason.</param>
/// <param name="Silos">The silos of the cluster, or null for the same reason.</param>
/// <param name="MessageMode">What becomes of messages: listen, echo or test; null while they are live.</param>
internal sealed record StatusShape(
    Uri Url,
    string Version,
    DateTimeOffset StartedAt,
    HealthShape Health,
    HealthShape Ready,
    QueueTotalsShape? Counts = null,
    OutboxCountsShape? Posts = null,
    long? DeadLetters = null,
    SiloShape[]? Silos = null,
    string? MessageMode = null);
