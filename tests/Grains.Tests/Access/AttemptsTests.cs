namespace Sanctum.Access;

public sealed class AttemptsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly AccessOptions Options = new();

    [Fact]
    public void Attempts_are_free_up_to_the_limit_and_then_each_failure_doubles_the_wait_up_to_the_longest()
    {
        var waits = new List<double>();
        var attempts = default(Attempts);
        for (var i = 0; i < 12; i++)
        {
            attempts = attempts.Next(Options, Now);
            waits.Add((attempts.LockedUntil - Now)?.TotalSeconds ?? 0);
        }

        Assert.Equal([0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900], waits);
    }

    [Fact]
    public void Count_of_failures_that_nobody_ends_does_not_overflow()
    {
        var attempts = new Attempts(int.MaxValue - 1, null).Next(Options, Now);

        Assert.Equal(Now + Options.MaxLockout, attempts.LockedUntil);
    }
}
