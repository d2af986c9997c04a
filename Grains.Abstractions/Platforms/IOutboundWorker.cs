using Sanctum.Errors;
using Sanctum.Publishing;

namespace Sanctum.Platforms;

/// <summary>Hands posts to platform adapters, keyed <c>{tenant}/workers</c>. Stateless.</summary>
[Alias("sanctum.IOutboundWorker")]
public interface IOutboundWorker : IGrainWithStringKey
{
    /// <summary>Makes one attempt. Failures are answers, not exceptions.</summary>
    [Alias("Post")]
    Task<PostOutcome> Post(OutboundPost post, CancellationToken cancellationToken);
}

/// <summary>How an attempt to post went.</summary>
/// <param name="ExternalId">The platform's id of the post, when it has it.</param>
/// <param name="Failure">The failure's class, or null on success.</param>
/// <param name="Error">Why it failed, or null.</param>
/// <param name="RetryAfter">The least time to wait, where the platform named one.</param>
/// <param name="IsDeferred">Whether it is only too early: the post waits, and no attempt is counted.</param>
/// <param name="Rate">What is left of the account's allowance, where the platform said so.</param>
/// <param name="IsRefusal">Whether it is known that this attempt posted nothing; see
/// <see cref="DependencyException.IsRefusal"/>.</param>
[GenerateSerializer, Immutable, Alias("sanctum.post-outcome")]
public sealed record PostOutcome(
    [property: Id(0)] string? ExternalId,
    [property: Id(1)] ErrorClass? Failure = null,
    [property: Id(2)] string? Error = null,
    [property: Id(3)] TimeSpan? RetryAfter = null,
    [property: Id(4)] bool IsDeferred = false,
    [property: Id(5)] RateAllowance? Rate = null,
    [property: Id(6)] bool IsRefusal = false)
{
    /// <summary>It is too early to post.</summary>
    public static PostOutcome Deferred(string reason, TimeSpan wait, bool isRefusal = true) =>
        new(null, ErrorClass.Transient, reason, wait, IsDeferred: true, IsRefusal: isRefusal);
}
