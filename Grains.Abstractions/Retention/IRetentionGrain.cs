namespace Sanctum.Retention;

/// <summary>
/// Removes rows that only grow and are older than somebody wants to keep them. One per cluster, keyed <c>default/retention</c>; a
/// reminder has it look every few minutes.
/// </summary>
[Alias("sanctum.IRetentionGrain")]
public interface IRetentionGrain : IGrainWithStringKey
{
    /// <summary>Starts looking, now and after every restart. Safe to repeat.</summary>
    [Alias("Start")]
    Task Start();

    /// <summary>Looks once, now.</summary>
    /// <returns>How many rows were removed; at most 300,000 at once.</returns>
    [Alias("Prune")]
    Task<int> Prune();
}
