namespace Sanctum.Access;

/// <summary>
/// Failed sign-ins in a row, and until when the next are refused. After so many failures each further one doubles the wait.
/// </summary>
internal readonly record struct Attempts(int Failed, DateTimeOffset? LockedUntil)
{
    private const int MaxDoublings = 20;

    /// <summary>What holds after one more failure.</summary>
    public Attempts Next(AccessOptions options, DateTimeOffset now)
    {
        var failed = Failed + 1;
        if (failed < options.MaxFailedAttempts)
            return new Attempts(failed, null);
        var wait = options.FirstLockout * Math.Pow(2, Math.Min(failed - options.MaxFailedAttempts, MaxDoublings));
        return new Attempts(failed, now + (wait < options.MaxLockout ? wait : options.MaxLockout));
    }
}
