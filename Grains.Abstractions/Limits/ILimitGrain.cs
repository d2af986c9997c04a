using System.Collections.Immutable;
using Sanctum.Calls;

namespace Sanctum.Limits;

/// <summary>
/// Counts what one subject takes of one limit, for all gateways: keyed <c>{tenant}/{limit}/{subject}</c>. Nothing is stored.
/// </summary>
[Alias("sanctum.ILimitGrain")]
public interface ILimitGrain : IGrainWithStringKey
{
    /// <summary>Takes as many of the wanted permits as the rule allows now. The same report again has the same answer.</summary>
    /// <param name="rule">What is allowed. A rule that changed counts what was taken under the one before.</param>
    /// <param name="wanted">0, for a report alone, to <see cref="LimitRule.MaxPermits"/>.</param>
    /// <param name="report">What the calling gateway knows, for an activation that has no counts yet.</param>
    /// <exception cref="ArgumentOutOfRangeException">Rule or number are out of range.</exception>
    [Idempotent, Alias("Take")]
    Task<LimitAnswer> Take(LimitRule rule, int wanted, LimitReport report);
}

/// <summary>How permits are counted.</summary>
public enum LimitAlgorithm
{
    /// <summary>At most <see cref="LimitRule.Permits"/> in any <see cref="LimitRule.Window"/>.</summary>
    SlidingWindow,

    /// <summary>
    /// A bucket of <see cref="LimitRule.Permits"/> that fills evenly from empty to full in a <see cref="LimitRule.Window"/>.
    /// </summary>
    TokenBucket,
}

/// <summary>What a limit allows.</summary>
/// <param name="Algorithm">How it counts.</param>
/// <param name="Permits">1 to <see cref="MaxPermits"/>.</param>
/// <param name="Window">Above zero, up to <see cref="MaxWindow"/>.</param>
[GenerateSerializer, Immutable, Alias("sanctum.limit-rule")]
public sealed record LimitRule(
    [property: Id(0)] LimitAlgorithm Algorithm, [property: Id(1)] int Permits, [property: Id(2)] TimeSpan Window)
{
    /// <summary>The most permits of a rule.</summary>
    public const int MaxPermits = 10_000_000;

    /// <summary>The longest window of a rule.</summary>
    public static readonly TimeSpan MaxWindow = TimeSpan.FromHours(24);
}

/// <summary>What a gateway took in the last window. An activation reads the first report of each gateway.</summary>
/// <param name="Gateway">The gateway's process.</param>
/// <param name="Number">Number of the call: it grows from call to call of a gateway.</param>
/// <param name="Taken">What it took, oldest first; empty if nothing.</param>
/// <param name="Remaining">Permits that remained after the last answer that it got.</param>
/// <param name="AnsweredAgo">How long ago that answer was.</param>
[GenerateSerializer, Immutable, Alias("sanctum.limit-report")]
public sealed record LimitReport(
    [property: Id(0)] Guid Gateway,
    [property: Id(1)] long Number,
    [property: Id(2)] ImmutableArray<TakenPermits> Taken,
    [property: Id(3)] int Remaining,
    [property: Id(4)] TimeSpan AnsweredAgo);

/// <summary>Permits that were taken at about the same time.</summary>
/// <param name="Ago">How long ago, at least.</param>
/// <param name="Count">How many.</param>
[GenerateSerializer, Immutable, Alias("sanctum.taken-permits")]
public readonly record struct TakenPermits([property: Id(0)] TimeSpan Ago, [property: Id(1)] int Count);

/// <summary>What a gateway may let through.</summary>
/// <param name="Granted">0 to the wanted number.</param>
/// <param name="Remaining">Permits that nobody has taken.</param>
/// <param name="RetryAfter">When a permit is free that is not free now; zero while some remain.</param>
/// <param name="Reset">When all permits are free if nobody takes more.</param>
/// <param name="IsLearning">
/// The activation is new and waits for the reports of all gateways: fewer are granted than may be free, until
/// <paramref name="RetryAfter"/>.
/// </param>
[GenerateSerializer, Immutable, Alias("sanctum.limit-answer")]
public sealed record LimitAnswer(
    [property: Id(0)] int Granted,
    [property: Id(1)] int Remaining,
    [property: Id(2)] TimeSpan RetryAfter,
    [property: Id(3)] TimeSpan Reset,
    [property: Id(4)] bool IsLearning);
