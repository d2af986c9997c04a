using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Audit;

/// <summary>
/// Wakes the sealer after entries were committed: at most once per <see cref="Interval"/> and tenant, since the sealer looks
/// later than that. A signal that is lost costs the time until the lifeline finds the entries.
/// </summary>
internal sealed class SealingSignal(IGrainFactory grains, TimeProvider clock, ILogger<SealingSignal> logger)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private const int MaxTenants = 1_024;
    private readonly ConcurrentDictionary<string, long> _raisedAt = new(StringComparer.Ordinal);

    /// <summary>Entries of the tenant were committed.</summary>
    public void Raise(string tenant)
    {
        var now = clock.GetTimestamp();
        if (_raisedAt.TryGetValue(tenant, out var raisedAt) && clock.GetElapsedTime(raisedAt, now) < Interval)
            return;
        if (_raisedAt.Count >= MaxTenants)
            _raisedAt.Clear();
        _raisedAt[tenant] = now;
        _ = BestEffort.Try(
            () => grains.GetGrain<IAuditSealerGrain>(new GrainKey(tenant, AuditNames.Log).ToString()).Wake(),
            failure => AuditLog.NotWoken(logger, failure, tenant));
    }
}
