namespace Sanctum.Queues;

/// <summary>What a queue takes in and what it offers.</summary>
public enum QueueMode
{
    /// <summary>It takes in and works off.</summary>
    Running,

    /// <summary>It takes in but offers nothing; turns that run go on to their end.</summary>
    Paused,

    /// <summary>It takes nothing in and works off what is there.</summary>
    Draining,

    /// <summary>It takes nothing in, and nothing is left.</summary>
    Drained,
}

/// <summary>The mode of a queue, and why it is in it.</summary>
/// <param name="Mode">What it takes in and offers.</param>
/// <param name="Reason">The reason that was given; null while it runs.</param>
/// <param name="Since">Since when, UTC; null while it runs.</param>
[GenerateSerializer, Immutable, Alias("sanctum.queue-mode-state")]
public sealed record QueueModeState(
    [property: Id(0)] QueueMode Mode, [property: Id(1)] string? Reason, [property: Id(2)] DateTimeOffset? Since)
{
    /// <summary>A queue that nobody stopped.</summary>
    public static QueueModeState Running { get; } = new(QueueMode.Running, Reason: null, Since: null);

    /// <summary>Whether new items may come in.</summary>
    public bool TakesIn => Mode is QueueMode.Running or QueueMode.Paused;

    /// <summary>Whether waiting items may go.</summary>
    public bool Offers => Mode != QueueMode.Paused;
}
