using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace Sanctum.Limits;

/// <summary>
/// At most so many requests in a window that slides by a tenth of itself. Unlike the limiter of .NET it says when the next
/// request is let through: when the oldest tenth that holds requests has left the window.
/// </summary>
internal sealed class RequestWindow(int limit, TimeSpan window, TimeProvider clock) : RateLimiter
{
    private const int Segments = 10;

    private readonly Lock _counting = new();
    private readonly int[] _counts = new int[Segments];
    private readonly long _segmentTicks = Math.Max(1, window.Ticks / Segments);
    private long _newest;
    private int _used;
    private long _let;
    private long _refused;
    private DateTimeOffset _lastAsked = clock.GetUtcNow();

    /// <summary>How long nobody has asked; null while requests count against the window.</summary>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_counting)
            {
                Slide(clock.GetUtcNow());
                return _used > 0 ? null : clock.GetUtcNow() - _lastAsked;
            }
        }
    }

    public override RateLimiterStatistics GetStatistics()
    {
        lock (_counting)
        {
            Slide(clock.GetUtcNow());
            return new RateLimiterStatistics
            {
                CurrentAvailablePermits = limit - _used,
                TotalSuccessfulLeases = _let,
                TotalFailedLeases = _refused,
            };
        }
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_counting)
        {
            var now = clock.GetUtcNow();
            _lastAsked = now;
            Slide(now);
            if (_used + permitCount > limit)
            {
                _refused++;
                return new Lease(UntilOldestLeaves(now));
            }
            _counts[_newest % Segments] += permitCount;
            _used += permitCount;
            _let++;
            return new Lease(retryAfter: null);
        }
    }

    // Nobody waits for a permit.
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        new(AttemptAcquireCore(permitCount));

    private void Slide(DateTimeOffset now)
    {
        var segment = now.UtcTicks / _segmentTicks;
        for (var steps = Math.Min(segment - _newest, Segments); steps > 0; steps--)
        {
            var leaving = (segment - steps + 1) % Segments;
            _used -= _counts[leaving];
            _counts[leaving] = 0;
        }
        _newest = Math.Max(_newest, segment);
    }

    private TimeSpan UntilOldestLeaves(DateTimeOffset now)
    {
        for (var segment = _newest - Segments + 1; segment <= _newest; segment++)
        {
            if (_counts[segment % Segments] > 0)
                return TimeSpan.FromTicks(((segment + Segments) * _segmentTicks) - now.UtcTicks);
        }
        return window;
    }

    private sealed class Lease(TimeSpan? retryAfter) : RateLimitLease
    {
        public override bool IsAcquired => retryAfter is null;

        public override IEnumerable<string> MetadataNames => retryAfter is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? retryAfter : null;
            return metadata is not null;
        }
    }
}
