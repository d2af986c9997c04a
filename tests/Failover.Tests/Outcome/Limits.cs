namespace Sanctum.Failover.Outcome;

/// <summary>What a fault may cost at most.</summary>
internal static class Limits
{
    /// <summary>The slowest request whose gateway lives.</summary>
    public static readonly TimeSpan Request = TimeSpan.FromSeconds(6);

    /// <summary>The slowest message, from its 202 to its reply.</summary>
    public static readonly TimeSpan Message = TimeSpan.FromSeconds(15);

    /// <summary>The latest event, from its commit on.</summary>
    public static readonly TimeSpan Event = TimeSpan.FromSeconds(2);
}
