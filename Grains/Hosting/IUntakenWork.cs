using System.Collections.Immutable;
using Sanctum.Identity;

namespace Sanctum.Hosting;

/// <summary>Work of one kind that waits in rows, and that the lifeline has its grains take up.</summary>
internal interface IUntakenWork
{
    /// <summary>
    /// The keys of grains whose work is due for longer than <paramref name="grace"/>; at most <paramref name="max"/>.
    /// </summary>
    Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken cancellationToken);

    /// <summary>
    /// The keys of grains with work that a silo may have died with, which is more than what is overdue; at most
    /// <paramref name="max"/> of each sort.
    /// </summary>
    Task<ImmutableArray<GrainKey>> FindOpen(int max, CancellationToken cancellationToken) =>
        FindOverdue(TimeSpan.Zero, max, cancellationToken);

    /// <summary>Has the grain of a key take up its work.</summary>
    Task Wake(string key);

    /// <summary>Ends, at each sweep, what ends when no work is left.</summary>
    Task EndSweep(CancellationToken cancellationToken) => Task.CompletedTask;
}
