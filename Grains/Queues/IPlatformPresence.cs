namespace Sanctum.Queues;

/// <summary>Which platforms this process has an adapter of, as far as the repair of queues needs it.</summary>
internal interface IPlatformPresence
{
    /// <summary>How long it is known here which platforms there are.</summary>
    TimeSpan KnownFor { get; }

    /// <summary>The platforms whose notifications belong to an account.</summary>
    IEnumerable<string> WithAccounts { get; }

    /// <summary>Platforms that there are, or were within <paramref name="patience"/>: their adapter may come back.</summary>
    IEnumerable<string> ThereWithin(TimeSpan patience);
}
