using Orleans.Concurrency;
using Sanctum.Identity;

namespace Sanctum.Health;

/// <summary>Asks every feature what of it does not work; it keeps nothing itself.</summary>
[StatelessWorker, GrainType("health")]
internal sealed class HealthGrain(IEnumerable<IImpairmentSource> sources) : Grain, IHealthGrain
{
    private const int MaxOfAKind = 20;

    private static readonly string Process = $"{Environment.MachineName}/{Environment.ProcessId}";

    public async Task<Impairments> ListImpairments()
    {
        var tenant = this.Key().Tenant;
        var found = await Task.WhenAll(sources.Select(source => source.Find(tenant)));
        var sorted = found.SelectMany(some => some.Take(MaxOfAKind)).OrderBy(one => one.Part, StringComparer.Ordinal).ThenBy(
            one => one.Name, StringComparer.Ordinal);
        return new Impairments(Process, [.. sorted]);
    }
}
