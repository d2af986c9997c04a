using Sanctum.Hosting;
using Sanctum.Tenants;

namespace Sanctum.Memory;

/// <summary>The numbers of the memories' log, over all tenants.</summary>
internal sealed class SampledMemory(MemoryWalStore wal, MemoryMeter meter, TenantList tenants) : ISampledNumbers
{
    public async Task Sample(CancellationToken cancellationToken)
    {
        var all = new MemoryLag(0, 0, 0);
        foreach (var tenant in await tenants.Names())
        {
            var lag = await wal.Measure(tenant, memory: null, cancellationToken);
            all = new MemoryLag(
                all.Changes + lag.Changes, all.Unpublished + lag.Unpublished, Math.Max(all.Seconds, lag.Seconds));
        }
        meter.Show(all);
    }

    public void Clear() => meter.Show(null);
}
