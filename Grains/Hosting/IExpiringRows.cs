namespace Sanctum.Hosting;

/// <summary>Rows of one kind that are kept for a time only. Retention finds each implementation by this interface.</summary>
internal interface IExpiringRows
{
    /// <summary>What they are called in log lines, in the plural.</summary>
    string Name { get; }

    /// <summary>Removes some whose time is over, the oldest first.</summary>
    /// <returns>How many; fewer than <paramref name="limit"/> if no more are to be removed.</returns>
    Task<int> RemoveExpired(int limit, CancellationToken cancellationToken);
}
