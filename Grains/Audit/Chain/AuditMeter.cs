using System.Diagnostics.Metrics;
using Sanctum.Hosting;

namespace Sanctum.Audit;

/// <summary>What the audit chain shows to a monitor, over all tenants.</summary>
internal sealed class AuditMeter
{
    private readonly Counter<long> _sealed;
    private long? _unsealed;

    public AuditMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Sanctum.Audit");
        _sealed = meter.CreateCounter<long>("sanctum.audit.sealed", "{entry}", "Entries of the audit log that were sealed");
        meter.CreateObservableGauge(
            "sanctum.audit.unsealed", Unsealed, "{entry}", "Entries of the audit log that wait to be sealed, at most 100,000");
    }

    public void Sealed(int entries) => _sealed.Add(entries);

    /// <summary>Shows how many entries are not sealed; null where another process shows it.</summary>
    public void Show(long? unsealed) => _unsealed = unsealed;

    private IEnumerable<Measurement<long>> Unsealed() => _unsealed is { } count ? [new Measurement<long>(count)] : [];
}

/// <summary>The number of entries that wait.</summary>
internal sealed class SampledChain(AuditChainStore chain, AuditMeter meter) : ISampledNumbers
{
    public async Task Sample(CancellationToken cancellationToken) => meter.Show(await chain.CountUnsealed(cancellationToken));

    public void Clear() => meter.Show(null);
}
