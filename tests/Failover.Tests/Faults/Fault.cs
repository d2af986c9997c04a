namespace Sanctum.Failover.Faults;

/// <summary>What is done to the cluster.</summary>
internal enum FaultKind
{
    /// <summary>A silo gets SIGKILL.</summary>
    KilledSilo,

    /// <summary>A gateway gets SIGKILL.</summary>
    KilledGateway,

    /// <summary>A silo gets SIGTERM.</summary>
    StoppedSilo,

    /// <summary>PostgreSQL crashes and starts again.</summary>
    RestartedPostgres,

    /// <summary>Redis is killed and starts again.</summary>
    RestartedRedis,

    /// <summary>Redis is killed and starts again without its data.</summary>
    LostMembership,
}

/// <summary>One thing that was done.</summary>
/// <param name="Kind">What.</param>
/// <param name="Target">To which process.</param>
/// <param name="At">When it began.</param>
/// <param name="GoneUntil">When the process, a new one, was asked to start; for a server when it answered again.</param>
/// <param name="ReadyAfter">How long the new process took until it was ready.</param>
internal sealed record Fault(FaultKind Kind, string Target, DateTimeOffset At, DateTimeOffset GoneUntil, TimeSpan ReadyAfter)
{
    private static readonly TimeSpan RateBudget = TimeSpan.FromSeconds(3);

    /// <summary>Whether event streams are given time to find out.</summary>
    public bool IsDeath => Kind is not (FaultKind.StoppedSilo or FaultKind.RestartedRedis);

    /// <summary>
    /// The time in which less is asked of the product: 3 s after a death, and a restart of the database with 3 s behind it.
    /// </summary>
    public (DateTimeOffset From, DateTimeOffset To) Window =>
        (At, (Kind == FaultKind.RestartedPostgres ? GoneUntil : At) + RateBudget);

    public override string ToString() => Kind switch
    {
        FaultKind.KilledSilo or FaultKind.KilledGateway => $"kill -9 {Target}",
        FaultKind.StoppedSilo => $"SIGTERM {Target}",
        FaultKind.LostMembership => "membership table lost",
        _ => $"restart {Target}",
    };
}
