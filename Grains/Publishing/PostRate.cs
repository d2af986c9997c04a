using System.Threading.RateLimiting;

namespace Sanctum.Publishing;

/// <summary>The rate of an account's posts as a token bucket.</summary>
internal static class PostRate
{
    private const int MaxPeriodsPerSecond = 50;

    /// <summary>Whole tokens at a period that makes the rate exact, however low it is.</summary>
    public static TokenBucketRateLimiterOptions Of(OutboxOptions options)
    {
        var tokens = Math.Max(1, (int)(options.PostsPerSecond / MaxPeriodsPerSecond));
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(options.Burst, tokens),
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds(tokens / options.PostsPerSecond),
            // Every post that is under way may have to wait for its token.
            QueueLimit = options.MaxConcurrentPosts,
        };
    }
}
