using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Publishing;

/// <summary>The numbers of all outboxes.</summary>
internal sealed class SampledOutboxes(OutboxCounters figures, OutboxMeter meter) : ISampledNumbers
{
    public async Task Sample(CancellationToken cancellationToken) =>
        meter.Show(await figures.Count(GrainKey.DefaultTenant, new OutboxSelection(), cancellationToken));

    public void Clear() => meter.Show([]);
}
