using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>The numbers of the memories' log.</summary>
internal sealed class SampledMemory(MemoryWalStore wal, MemoryMeter meter) : ISampledNumbers
{
    public async Task Sample(CancellationToken cancellationToken) =>
        meter.Show(await wal.Measure(GrainKey.DefaultTenant, memory: null, cancellationToken));

    public void Clear() => meter.Show(null);
}
