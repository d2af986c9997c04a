namespace Sanctum.Hosting;

/// <summary>Numbers that one process of a cluster counts at intervals and shows in its metrics.</summary>
internal interface ISampledNumbers
{
    /// <summary>Counts, and shows what was counted.</summary>
    Task Sample(CancellationToken cancellationToken);

    /// <summary>Adds what has ended to its running count, so that samples need not count it again. Called less often.</summary>
    Task Tally(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Shows nothing any more, since another process counts from now on.</summary>
    void Clear();
}
