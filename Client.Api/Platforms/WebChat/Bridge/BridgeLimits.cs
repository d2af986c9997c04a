using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Sanctum.Access;
using Sanctum.Edge;
using Sanctum.Limits;

namespace Sanctum.Platforms.WebChat.Bridge;

/// <summary>
/// How many calls of the bridge are taken in a minute: by address, before a key is looked at, and of an outside program by its
/// account as well. Callers share a bounded number of windows; which ones share cannot be chosen.
/// </summary>
internal sealed class BridgeLimits(IOptionsMonitor<GatewayOptions> options, TimeProvider clock) : IDisposable
{
    private const int MaxWindows = 65_536;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<int> _public = Windows(options.CurrentValue.BridgePublicCalls, clock);
    private readonly PartitionedRateLimiter<int> _plugin = Windows(options.CurrentValue.BridgePluginCalls, clock);
    private readonly PartitionedRateLimiter<int> _admin = Windows(options.CurrentValue.BridgeAdminCalls, clock);
    private readonly PartitionedRateLimiter<int> _keys = Windows(options.CurrentValue.BridgePluginCalls, clock);

    /// <exception cref="LimitExceededException">The address has made too many calls of that kind.</exception>
    public void Count(HttpContext context, BridgeAudience audience) =>
        Take(
            LimiterOf(audience), CallerAddress.Of(context),
            $"One address may make {CallsOf(audience)} calls of this kind in a minute.");

    /// <exception cref="LimitExceededException">The account's key was used too often.</exception>
    public void CountKey(AccountName account) =>
        Take(
            _keys, CallerTenant.Key(account.Value).ToString(),
            $"The key of an account may be used {options.CurrentValue.BridgePluginCalls} times in a minute.");

    public void Dispose()
    {
        _public.Dispose();
        _plugin.Dispose();
        _admin.Dispose();
        _keys.Dispose();
    }

    private PartitionedRateLimiter<int> LimiterOf(BridgeAudience audience) => audience switch
    {
        BridgeAudience.Admin => _admin,
        BridgeAudience.Plugin => _plugin,
        _ => _public,
    };

    private int CallsOf(BridgeAudience audience) => audience switch
    {
        BridgeAudience.Admin => options.CurrentValue.BridgeAdminCalls,
        BridgeAudience.Plugin => options.CurrentValue.BridgePluginCalls,
        _ => options.CurrentValue.BridgePublicCalls,
    };

    private static void Take(PartitionedRateLimiter<int> limiter, string caller, string rule)
    {
        // Hash codes of texts differ in every process.
        using var lease = limiter.AttemptAcquire((int)((uint)caller.GetHashCode(StringComparison.Ordinal) % MaxWindows));
        if (!lease.IsAcquired)
            throw new LimitExceededException(
                "gateway.bridge", rule, lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Minute);
    }

    private static PartitionedRateLimiter<int> Windows(int calls, TimeProvider clock) =>
        PartitionedRateLimiter.Create<int, int>(
            window => RateLimitPartition.Get<int>(window, _ => new RequestWindow(calls, Minute, clock)));
}
