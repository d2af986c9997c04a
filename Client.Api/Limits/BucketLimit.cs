using System.Globalization;
using Microsoft.Extensions.Options;
using Sanctum.Access;
using Sanctum.Edge;

namespace Sanctum.Limits;

/// <summary>A bucket of requests for callers who have signed in.</summary>
/// <param name="options">In which time it fills evenly from empty to full.</param>
/// <param name="permits">How many requests it holds.</param>
internal abstract class BucketLimit(IOptionsMonitor<GatewayOptions> options, Func<GatewayOptions, int> permits) : IRequestLimit
{
    public abstract string Name { get; }

    public LimitStage Stage => LimitStage.AfterSignIn;

    public LimitedSubject? SubjectOf(HttpContext context) =>
        context.Features.Get<Principal>() is { } caller && BucketOf(caller) is { } bucket
            ? new LimitedSubject(caller.Tenant, bucket, RuleOf(options.CurrentValue))
            : null;

    public string Explain(LimitRule rule) => string.Create(
        CultureInfo.InvariantCulture,
        $"One {Name} may make {rule.Permits} requests at once, and as many again in {rule.Window.TotalSeconds:0.#} seconds.");

    /// <summary>Which bucket a caller takes from; null for none of this kind.</summary>
    protected abstract string? BucketOf(Principal caller);

    private LimitRule RuleOf(GatewayOptions gateway) =>
        new(LimitAlgorithm.TokenBucket, permits(gateway), gateway.BucketWindow);
}
