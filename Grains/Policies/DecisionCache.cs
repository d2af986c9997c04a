using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Sanctum.Caching;
using Sanctum.Telemetry;

namespace Sanctum.Policies;

/// <summary>
/// Decisions of a policy server for the short time that they hold. What could not be decided is not kept: the server may be back.
/// </summary>
/// <param name="name">The cache's name in metrics.</param>
/// <param name="holdFor">How long a decision holds; zero asks each time.</param>
internal sealed class DecisionCache(string name, TimeSpan holdFor) : IDisposable
{
    private const int MaxKept = 10_000;

    private readonly BoundedMemory _kept = new(MaxKept);

    /// <summary>The decision that was made about the same question, or a new one.</summary>
    public async ValueTask<PolicyDecision> Get(string question, Func<Task<PolicyDecision>> ask)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(question)));
        if (_kept.TryGetValue(key, out var kept))
        {
            SanctumTelemetry.CacheRead(name, CacheTiers.Memory);
            return (PolicyDecision)kept!;
        }
        SanctumTelemetry.CacheRead(name, "server");
        var decision = await ask();
        if (!decision.IsUndecided && holdFor > TimeSpan.Zero)
            _kept.Set(key, (object)decision, holdFor);
        return decision;
    }

    public void Dispose() => _kept.Dispose();
}
