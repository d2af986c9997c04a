using System.Threading.RateLimiting;
using Microsoft.Extensions.Time.Testing;
using Sanctum.Limits;

namespace Sanctum.Tests.Limits;

public sealed class RequestWindowTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RequestWindow _window;

    public RequestWindowTests() => _window = new RequestWindow(limit: 5, TimeSpan.FromSeconds(10), _clock);

    [Fact]
    public void Request_that_comes_back_when_it_is_told_to_is_let_through_and_none_before()
    {
        Assert.All(Enumerable.Range(0, 5), _ => Assert.Null(Ask()));
        _clock.Advance(TimeSpan.FromSeconds(3.3));

        var wait = Assert.NotNull(Ask());

        Assert.InRange(wait, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(7));
        _clock.Advance(wait - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(Ask());
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(Ask());
    }

    [Fact]
    public void Window_never_holds_more_than_its_limit()
    {
        var random = new Random(7);
        var let = new List<DateTimeOffset>();
        for (var i = 0; i < 2_000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(random.Next(1_500)));
            if (Ask() is null)
                let.Add(_clock.GetUtcNow());
        }

        Assert.All(let, time => Assert.True(let.Count(other => other > time - TimeSpan.FromSeconds(9) && other <= time) <= 5));
        Assert.True(let.Count > 500);
    }

    [Fact]
    public void Rate_below_one_a_second_is_kept()
    {
        using var hourly = new RequestWindow(limit: 2, TimeSpan.FromHours(1), _clock);
        Assert.True(hourly.AttemptAcquire().IsAcquired);
        _clock.Advance(TimeSpan.FromMinutes(30));
        Assert.True(hourly.AttemptAcquire().IsAcquired);
        Assert.True(hourly.AttemptAcquire().TryGetMetadata(MetadataName.RetryAfter, out var wait));

        Assert.InRange(wait, TimeSpan.FromMinutes(24), TimeSpan.FromMinutes(30));
    }

    [Fact]
    public void Limiter_is_idle_once_its_window_is_empty()
    {
        Ask();
        Assert.Null(_window.IdleDuration);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.NotNull(_window.IdleDuration);
    }

    public void Dispose() => _window.Dispose();

    // How long to wait; null where the request is let through.
    private TimeSpan? Ask() =>
        _window.AttemptAcquire() is { IsAcquired: false } refused && refused.TryGetMetadata(MetadataName.RetryAfter, out var wait)
            ? wait
            : null;
}
