using System.Globalization;
using Sanctum.Access;

namespace Sanctum.Limits;

/// <summary>A bucket of requests for callers who have signed in.</summary>
/// <param name="permits">How many requests it holds.</param>
/// <param name="window">In which time it fills evenly from empty to full.</param>
internal abstract class BucketLimit(int permits, TimeSpan window) : IRequestLimit
{
    private readonly LimitRule _rule = new(LimitAlgorithm.TokenBucket, permits, window);

    public abstract string Name { get; }

    public LimitStage Stage => LimitStage.AfterSignIn;

    public LimitedSubject? SubjectOf(HttpContext context) =>
        context.Features.Get<Principal>() is { } caller && BucketOf(caller) is { } bucket
            ? new LimitedSubject(caller.Tenant, bucket, _rule)
            : null;

    public string Explain(LimitRule rule) => string.Create(
        CultureInfo.InvariantCulture,
        $"One {Name} may make {rule.Permits} requests at once, and as many again in {rule.Window.TotalSeconds:0.#} seconds.");

    /// <summary>Which bucket a caller takes from; null for none of this kind.</summary>
    protected abstract string? BucketOf(Principal caller);
}
