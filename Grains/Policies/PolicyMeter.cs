using System.Diagnostics.Metrics;

namespace Sanctum.Policies;

/// <summary>Counts decisions.</summary>
internal sealed class PolicyMeter
{
    private readonly Counter<long> _decisions;
    private readonly Histogram<double> _opa;
    private readonly Histogram<double> _openFga;
    private readonly Histogram<double> _wasm;

    public PolicyMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Policies");
        _decisions = meter.CreateCounter<long>(
            "sanctum.policy.decisions", "{decision}",
            "Decisions of policies, by action, result and the source that refused or asked");
        _opa = meter.CreateHistogram<double>(
            "sanctum.policy.opa.duration", "s", "Time of one request to the policy server, by result");
        _openFga = meter.CreateHistogram<double>(
            "sanctum.policy.openfga.duration", "s", "Time of one check by OpenFGA, by result");
        _wasm = meter.CreateHistogram<double>(
            "sanctum.policy.wasm.duration", "s", "Time of one evaluation of a policy in WebAssembly, by result");
    }

    /// <summary>An act was allowed.</summary>
    public void Allowed(string action) =>
        _decisions.Add(1, new("action", action), new("result", "allow"), new("source", "none"));

    /// <summary>An act waits for a person.</summary>
    public void Asked(string action, string source) =>
        _decisions.Add(1, new("action", action), new("result", "ask"), new("source", source));

    /// <summary>An act was refused.</summary>
    public void Refused(string action, string source, bool isUndecided) =>
        _decisions.Add(
            1, new("action", PolicyActions.All.Contains(action) ? action : "unknown"),
            new("result", isUndecided ? "undecided" : "deny"), new("source", source));

    /// <summary>The policy server answered, or did not.</summary>
    public void AskedOpa(TimeSpan duration, bool hasAnswered) => Record(_opa, duration, hasAnswered);

    /// <summary>OpenFGA answered, or did not.</summary>
    public void AskedOpenFga(TimeSpan duration, bool hasAnswered) => Record(_openFga, duration, hasAnswered);

    /// <summary>A module was evaluated, or could not be.</summary>
    public void Evaluated(TimeSpan duration, bool hasAnswered) => Record(_wasm, duration, hasAnswered);

    private static void Record(Histogram<double> durations, TimeSpan duration, bool hasAnswered) =>
        durations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("result", hasAnswered ? "answered" : "failed"));
}
