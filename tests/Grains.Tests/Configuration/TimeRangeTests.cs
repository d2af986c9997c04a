namespace Sanctum.Configuration;

public sealed class TimeRangeTests
{
    private static readonly TimeRangeAttribute Range = new("00:00:01", "1.00:00:00");

    [Theory]
    [InlineData("00:00:01", true)]
    [InlineData("1.00:00:00", true)]
    [InlineData("00:00:00.999", false)]
    [InlineData("1.00:00:00.001", false)]
    public void Limits_are_within_it(string time, bool isValid) =>
        Assert.Equal(isValid, Range.IsValid(TimeSpan.Parse(time, null)));

    [Fact]
    public void No_time_is_left_to_other_rules() => Assert.True(Range.IsValid(null));

    [Fact]
    public void Something_else_is_no_time() => Assert.False(Range.IsValid("00:00:02"));

    [Fact]
    public void Message_names_the_field_and_the_limits() =>
        Assert.Equal("The field Lease must be between 00:00:01 and 1.00:00:00.", Range.FormatErrorMessage("Lease"));

    [Fact]
    public void Threads_that_use_it_first_at_once_all_get_an_answer()
    {
        for (var i = 0; i < 20_000; i++)
        {
            var fresh = new TimeRangeAttribute("00:00:01", "1.00:00:00");
            Parallel.For(0, 4, _ => Assert.True(fresh.IsValid(TimeSpan.FromMinutes(1))));
        }
    }
}
