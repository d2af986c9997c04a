using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.DeadLetters;

/// <summary>The numbers of dead letters.</summary>
internal sealed class SampledDeadLetters(DeadLetterStore deadLetters, DeadLetterMeter meter) : ISampledNumbers
{
    public async Task Sample(CancellationToken cancellationToken) =>
        meter.Show(await deadLetters.Count(GrainKey.DefaultTenant, cancellationToken));

    public void Clear() => meter.Show([]);
}
