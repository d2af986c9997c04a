using System.Diagnostics.Metrics;

namespace Sanctum.Portability;

/// <summary>Metrics of exports and imports of agents.</summary>
internal sealed class PortabilityMeter
{
    private readonly Counter<long> _exports;
    private readonly Counter<long> _imports;

    public PortabilityMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Portability");
        _exports = meter.CreateCounter<long>("sanctum.agents.exports", "{export}", "Exports of agents that ended, by state");
        _imports = meter.CreateCounter<long>("sanctum.agents.imports", "{import}", "Imports of agents' files, by outcome");
    }

    public void Exported(AgentExportState state) =>
        _exports.Add(1, new KeyValuePair<string, object?>("state", state.ToString().ToLowerInvariant()));

    public void Imported(bool isDone) =>
        _imports.Add(1, new KeyValuePair<string, object?>("outcome", isDone ? "done" : "refused"));
}
