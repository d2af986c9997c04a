using Microsoft.Extensions.Options;
using Sanctum.Health;

namespace Sanctum.Memory;

/// <summary>A replica of memory that has fallen behind.</summary>
internal sealed class MemoryImpairments(MemoryWalStore log, IOptionsMonitor<MemoryOptions> options) : IImpairmentSource
{
    public async Task<IEnumerable<Impairment>> Find(string tenant)
    {
        var lag = await log.Measure(tenant, memory: null, CancellationToken.None);
        return lag.Seconds < options.CurrentValue.LagAlarm.TotalSeconds
            ? []
            : [new Impairment(
                "memory", "replica", $"{lag.Changes} changes are not in the replica; the oldest has waited {lag.Seconds:0} s.")];
    }
}
