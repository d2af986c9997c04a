using System.Diagnostics.Metrics;

namespace Sanctum.Secrets;

/// <summary>How the secrets of this deployment come under the current key.</summary>
internal sealed class RotationMeter
{
    private readonly Counter<long> _reencrypted;
    private long _outdated = -1;

    public RotationMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Secrets");
        _reencrypted = meter.CreateCounter<long>(
            "sanctum.secrets.reencrypted", "{secret}", "Secrets that this process encrypted under the current key, by owner");
        meter.CreateObservableGauge(
            "sanctum.secrets.outdated", Read, "{secret}",
            "Secrets that are encrypted under an earlier key, when they were last counted");
    }

    /// <summary>Secrets are under the current key now.</summary>
    public void Reencrypted(string owner, int count) =>
        _reencrypted.Add(count, new KeyValuePair<string, object?>("owner", owner));

    /// <summary>They were counted.</summary>
    public void Counted(long outdated) => Volatile.Write(ref _outdated, outdated);

    private IEnumerable<Measurement<long>> Read() => Volatile.Read(ref _outdated) is >= 0 and var outdated ? [new(outdated)] : [];
}
