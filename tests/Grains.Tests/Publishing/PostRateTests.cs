namespace Sanctum.Publishing;

public sealed class PostRateTests
{
    [Theory]
    [InlineData(0.001)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(15)]
    [InlineData(99)]
    [InlineData(5_000)]
    [InlineData(1_000_000)]
    public void Account_sends_as_many_posts_a_second_as_the_setting_says(double rate)
    {
        var bucket = PostRate.Of(new OutboxOptions { PostsPerSecond = rate, Burst = 1 });

        Assert.Equal(rate, bucket.TokensPerPeriod / bucket.ReplenishmentPeriod.TotalSeconds, rate / 1_000);
    }
}
