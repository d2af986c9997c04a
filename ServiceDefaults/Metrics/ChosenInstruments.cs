namespace Sanctum.Metrics;

/// <summary>
/// Orleans' instruments that <c>/metrics</c> and OTLP show; all others of its meter are dropped. Orleans describes none of them.
/// </summary>
internal static class ChosenInstruments
{
    /// <summary>The meter of Orleans.</summary>
    public const string Meter = "Microsoft.Orleans";

    private static readonly double[] Milliseconds = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000];
    private static readonly double[] Bytes = [256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576];

    /// <summary>Those that are shown, by name.</summary>
    public static IReadOnlyDictionary<string, ChosenInstrument> All { get; } =
        new Dictionary<string, ChosenInstrument>(StringComparer.Ordinal)
        {
            ["orleans-app-requests-latency"] = new("Time of a grain call, as its caller sees it", Milliseconds),
            ["orleans-app-requests-timedout"] = new("Grain calls that got no answer in time"),
            ["orleans-catalog-activations"] = new("Activations in memory"),
            ["orleans-catalog-activation-created"] = new("Activations that were created"),
            ["orleans-catalog-activation-destroyed"] = new("Activations that were destroyed"),
            ["orleans-catalog-activation-failed-to-activate"] = new("Activations that failed to start"),
            ["orleans-messaging-sent-messages-size"] = new("Messages sent to other processes, by size", Bytes),
            ["orleans-messaging-received-messages-size"] = new("Messages received from other processes, by size", Bytes),
            ["orleans-messaging-sent-failed"] = new("Messages that could not be sent"),
            ["orleans-messaging-rejected"] = new("Messages that were rejected, such as those for a dead silo"),
            ["orleans-messaging-pings-reply-missed"] =
            new("Probes of other silos without an answer; several in a row declare a silo dead"),
            ["orleans-consistent-ring-size"] = new("Silos that this silo takes for active"),
            ["orleans-directory-partition-size"] = new("Activations whose place this silo's part of the directory knows"),
            ["orleans-gateway-connected-clients"] = new("Gateways and other clients connected to this silo"),
            ["orleans-client-connected-gateways"] = new("Silos that this gateway is connected to"),
            ["orleans-streams-persistent-stream-messages-read"] = new("Stream events read from queues"),
            ["orleans-streams-persistent-stream-messages-sent"] = new("Stream events delivered, once for each subscriber"),
            ["orleans-streams-queue-cache-length"] =
            new("Stream events in caches now, which Orleans reports as a counter although it falls"),
        };
}

/// <summary>What we say of an instrument of Orleans.</summary>
/// <param name="Help">What it measures.</param>
/// <param name="Bounds">Upper bounds of a histogram's buckets; null for other kinds.</param>
internal sealed record ChosenInstrument(string Help, double[]? Bounds = null);
