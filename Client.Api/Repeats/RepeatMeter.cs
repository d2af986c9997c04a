using System.Diagnostics.Metrics;

namespace Sanctum.Repeats;

/// <summary>Counts how often the gateway made a call again.</summary>
internal sealed class RepeatMeter(IMeterFactory meters)
{
    /// <summary>The call failed, as one to a silo that is gone does.</summary>
    public const string Failed = "failed";

    /// <summary>The call had not answered in time.</summary>
    public const string NoAnswer = "no_answer";

    private readonly Counter<long> _repeats = meters.Create("Sanctum.Gateway.Repeats")
        .CreateCounter<long>("sanctum.gateway.repeats", "{call}", "Grain calls that the gateway repeated, by reason");

    /// <summary>A call is made again.</summary>
    public void Repeated(string reason) => _repeats.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
