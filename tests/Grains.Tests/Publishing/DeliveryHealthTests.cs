using Sanctum.Errors;

namespace Sanctum.Publishing;

public sealed class DeliveryHealthTests
{
    [Fact]
    public void A_closed_circuit_lets_every_post_go_and_none_go_elsewhere()
    {
        var health = NewHealth(fallbackAfter: TimeSpan.Zero);
        health.Record(ErrorClass.Transient);

        Assert.Null(health.NextLookIn);
        Assert.False(health.MayFallBack);
    }

    [Fact]
    public void An_open_circuit_sends_nothing_elsewhere_before_the_posts_have_failed_for_long()
    {
        var health = NewHealth(fallbackAfter: TimeSpan.FromMinutes(5));
        Fail(health);

        Assert.False(health.MayFallBack);
        Assert.InRange(health.NextLookIn!.Value, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void Posts_that_have_failed_for_long_are_looked_at_so_that_they_may_go_elsewhere()
    {
        var health = NewHealth(fallbackAfter: TimeSpan.Zero);
        Fail(health);

        Assert.True(health.MayFallBack);
        Assert.Null(health.NextLookIn);
        Assert.NotNull(health.OpenFor);
    }

    private static DeliveryHealth NewHealth(TimeSpan fallbackAfter) => new(
        new OutboxOptions { CircuitThreshold = 2, CircuitPause = TimeSpan.FromHours(1), FallbackAfter = fallbackAfter },
        widened: () => { });

    private static void Fail(DeliveryHealth health)
    {
        health.Record(ErrorClass.Transient);
        health.Record(ErrorClass.Transient);
    }
}
